namespace Corporation.TransportChaos.Striking;

/// <summary>How often something is done.</summary>
/// <param name="ShortestGap">The least time between the end of one and the beginning of the next.</param>
/// <param name="LongestGap">The most.</param>
/// <param name="Times">How many; null for as long as there is something to send.</param>
internal sealed record StrikePlan(TimeSpan ShortestGap, TimeSpan LongestGap, int? Times = null)
{
    public static StrikePlan Every(int shortestMs, int longestMs, int? times = null) =>
        new(TimeSpan.FromMilliseconds(shortestMs), TimeSpan.FromMilliseconds(longestMs), times);

    public TimeSpan Next(Random random) => ShortestGap + random.NextDouble() * (LongestGap - ShortestGap);
}
