namespace Corporation.SagaStore.Health;

/// <summary>How the store is doing. Cheap to ask, from any thread.</summary>
public sealed class StoreHealth
{
    private long _commits;
    private long _units;
    private int _queueLength;
    private volatile StoreFailure? _lastFailure;
    private volatile StoreFailure? _newestFailure;
    private volatile bool _isOpen;

    /// <summary>Whether the store is open and its last commit worked.</summary>
    public bool IsWritable => _isOpen && _lastFailure is null;

    /// <summary>Whether the store has been opened and not yet stopped.</summary>
    public bool IsOpen => _isOpen;

    /// <summary>Why the last commit failed; null when it worked.</summary>
    public StoreFailure? LastFailure => _lastFailure;

    /// <summary>When a commit last failed, also if later ones worked; null when none ever did.</summary>
    public DateTimeOffset? LastFailedAt => _newestFailure?.At;

    /// <summary>Units that wait or are being written.</summary>
    public int QueueLength => Volatile.Read(ref _queueLength);

    /// <summary>Commits since the start.</summary>
    public long Commits => Interlocked.Read(ref _commits);

    /// <summary>Units committed since the start. Divided by <see cref="Commits"/>: how well the group commit works.</summary>
    public long Units => Interlocked.Read(ref _units);

    internal void Opened() => _isOpen = true;

    internal void Closed() => _isOpen = false;

    internal void Queued() => Interlocked.Increment(ref _queueLength);

    internal void Left(int units) => Interlocked.Add(ref _queueLength, -units);

    internal void Committed(int units)
    {
        Interlocked.Increment(ref _commits);
        Interlocked.Add(ref _units, units);
    }

    internal void Healed() => _lastFailure = null;

    internal void Failed(string reason, DateTimeOffset at) => _newestFailure = _lastFailure = new StoreFailure(reason, at);
}
