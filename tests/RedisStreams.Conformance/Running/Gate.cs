namespace Corporation.RedisStreams.Conformance.Running;

/// <summary>Holds consumers until the test opens it, and counts how many are inside at once.</summary>
public sealed class Gate
{
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
        await _open.Task.InTime("the test to open the gate");
        // Still inside while the next ones come: an overlap must show.
        await Task.Yield();
        lock (_lock)
            _inside--;
    }

    public void Open() => _open.TrySetResult();
}
