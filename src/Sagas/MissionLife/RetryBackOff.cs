namespace Corporation.Sagas.MissionLife;

/// <summary>Exponential back-off with jitter.</summary>
internal static class RetryBackOff
{
    /// <summary>Part of the delay by which it may be longer, so that missions that failed together do not return together.</summary>
    public const double Jitter = 0.2;

    /// <summary>The pause before retry number <paramref name="retry"/> (from 1): the first delay, doubled each time, at most the longest.</summary>
    /// <param name="retry">1 for the first retry.</param>
    /// <param name="firstDelaySeconds">The pause before the first retry.</param>
    /// <param name="longest">The cap, before jitter.</param>
    /// <param name="random">0 to 1.</param>
    public static TimeSpan Before(int retry, double firstDelaySeconds, TimeSpan longest, double random)
    {
        var seconds = Math.Min(firstDelaySeconds * Math.Pow(2, retry - 1), longest.TotalSeconds);
        return TimeSpan.FromSeconds(seconds * (1 + (Jitter * random)));
    }
}
