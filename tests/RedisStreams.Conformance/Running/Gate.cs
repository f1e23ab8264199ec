namespace Corporation.RedisStreams.Conformance.Running;

/// <summary>Holds consumers until the test opens it, and counts how many are inside at once.</summary>
public sealed class Gate
{
    // It holds through several steps of a test, each of which may take as long as a wait's deadline.
    private static readonly TimeSpan Deadline = 4 * Patience.Deadline;

    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private int _inside;

    public int Inside
    {
        get
        {
            lock (_lock)
                return _inside;
        }
    }

    /// <summary>The most that were inside at the same time.</summary>
    public int Most { get; private set; }

    public async Task PassAsync()
    {
        lock (_lock)
            Most = Math.Max(Most, ++_inside);
        await _open.Task.InTime(Deadline, "the test to open the gate");
        // Still inside while the next ones come: an overlap must show.
        await Task.Yield();
        lock (_lock)
            _inside--;
    }

    public void Open() => _open.TrySetResult();
}
