using Corporation.Contracts.Reporting;

namespace Corporation.Factory.Relaying;

/// <summary>The newest progress that is not yet sent. Not safe for several threads: the relay holds its gate.</summary>
internal sealed class ProgressSlot(TimeProvider time)
{
    private MissionProgressed? _pending;
    private long? _sentAt;

    public bool HasPending => _pending is not null;

    public bool IsDue => _pending is not null && (_sentAt is not { } sentAt || time.GetElapsedTime(sentAt) >= AttemptRelay.ProgressInterval);

    /// <summary>The newest of all, whether it was sent or not.</summary>
    public (double? Percent, string? Message) Last { get; private set; }

    public void Set(MissionProgressed progress)
    {
        _pending = progress;
        Last = (progress.Percent, progress.Message);
    }

    public MissionProgressed? Take()
    {
        var taken = _pending;
        if (taken is not null)
            _sentAt = time.GetTimestamp();
        _pending = null;
        return taken;
    }
}
