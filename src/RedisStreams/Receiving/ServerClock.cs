namespace Corporation.RedisStreams.Receiving;

/// <summary>
/// Guesses the server's clock from its latest word and the time since then. What hangs on it is decided by the server itself.
/// </summary>
internal sealed class ServerClock(TimeProvider time)
{
    private readonly Lock _gate = new();
    private long _serverMs;
    private long _asked;

    /// <summary>Unix milliseconds; a little ahead, for the answer's way counts as passed. 0 until the server has spoken.</summary>
    public long NowMs
    {
        get
        {
            lock (_gate)
                return Now();
        }
    }

    /// <param name="serverMs">What the server said.</param>
    /// <param name="asked">Timestamp of <see cref="TimeProvider.GetTimestamp"/> before it was asked.</param>
    public void Observe(long serverMs, long asked)
    {
        lock (_gate)
            (_serverMs, _asked) = (serverMs, asked);
    }

    /// <summary>An entry's id says that its time has come: our own clock may have stood still, as on a machine that slept.</summary>
    public void ObserveAtLeast(long serverMs)
    {
        lock (_gate)
        {
            if (serverMs > Now())
                (_serverMs, _asked) = (serverMs, time.GetTimestamp());
        }
    }

    private long Now() => _serverMs == 0 ? 0 : _serverMs + (long)time.GetElapsedTime(_asked).TotalMilliseconds;
}
