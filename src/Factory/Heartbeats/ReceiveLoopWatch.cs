namespace Corporation.Factory.Heartbeats;

/// <summary>When the factory's own queue last brought something.</summary>
internal sealed class ReceiveLoopWatch(TimeProvider time)
{
    private long _turnedAt;
    private long _probe = -1;

    /// <summary>How long ago; null before the first time.</summary>
    public double? AgeSeconds => Interlocked.Read(ref _turnedAt) is var at and not 0 ? Math.Round(time.GetElapsedTime(at).TotalSeconds, 3) : null;

    /// <summary>The highest probe that came; null before the first.</summary>
    public long? ProbeHeard => Interlocked.Read(ref _probe) is var number and >= 0 ? number : null;

    public void Turned() => Interlocked.Exchange(ref _turnedAt, time.GetTimestamp());

    public void Heard(long number)
    {
        Turned();
        for (var known = Interlocked.Read(ref _probe); number > known; known = Interlocked.Read(ref _probe))
        {
            if (Interlocked.CompareExchange(ref _probe, number, known) == known)
                return;
        }
    }
}
