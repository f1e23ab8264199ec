namespace Corporation.RedisStreams.Connection;

/// <summary>
/// Pauses that double from a shortest to a longest one, each cut at random to between half and all, so that callers don't come back
/// together.
/// </summary>
internal struct RetryDelay(TimeSpan shortest, TimeSpan longest)
{
    private TimeSpan _next = shortest;

    public TimeSpan Next()
    {
        var pause = _next * (0.5 + (0.5 * Random.Shared.NextDouble()));
        _next = _next + _next < longest ? _next + _next : longest;
        return pause;
    }
}
