namespace Corporation.Hq.LegacyStreams;

/// <summary>Pauses that double from 0.25 to 10 seconds, each cut at random to between half and all, so that several HQs don't come back together.</summary>
internal sealed class RetryPause
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private TimeSpan _next = Shortest;

    public TimeSpan Next()
    {
#pragma warning disable CA5394 // Jitter is no secret.
        var pause = _next * (0.5 + (0.5 * Random.Shared.NextDouble()));
#pragma warning restore CA5394
        _next = _next * 2 < Longest ? _next * 2 : Longest;
        return pause;
    }

    public void Reset() => _next = Shortest;
}
