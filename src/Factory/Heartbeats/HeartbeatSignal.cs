namespace Corporation.Factory.Heartbeats;

/// <summary>Asks for a heartbeat before its time: because something has changed, or, while none is answered, because HQ is heard again.</summary>
/// <remarks>While none is answered a change wakes nobody: HQ could not hear it, and the next heartbeat tells all.</remarks>
internal sealed class HeartbeatSignal
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _woken = NewSource();
    private volatile bool _isFailing;
    private bool _isHqThere;
    private bool _hasChanged;

    /// <summary>Something that a heartbeat says has changed.</summary>
    public void Raise()
    {
        lock (_gate)
        {
            _hasChanged = true;
            Update();
        }
    }

    /// <summary>HQ was heard: of use only if the last heartbeat was not answered.</summary>
    public void HqIsThere()
    {
        // Called with every answer; nearly always there is nothing to do.
        if (!_isFailing)
            return;
        lock (_gate)
        {
            _isHqThere = _isFailing;
            Update();
        }
    }

    /// <summary>A heartbeat is made now, and tells what has changed until now.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            _hasChanged = false;
            Update();
        }
    }

    /// <summary>Whether that heartbeat was answered. What was heard of HQ before says nothing any more.</summary>
    public void Note(bool isAnswered)
    {
        lock (_gate)
        {
            _isFailing = !isAnswered;
            _isHqThere = false;
            Update();
        }
    }

    /// <summary>Waits for a signal, but no longer than <paramref name="longest"/>.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> WaitAsync(TimeSpan longest, TimeProvider time, CancellationToken cancellationToken)
    {
        Task woken;
        lock (_gate)
            woken = _woken.Task;
        try
        {
            await woken.WaitAsync(longest, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Update()
    {
        if (_isFailing ? _isHqThere : _hasChanged)
            _woken.TrySetResult();
        else if (_woken.Task.IsCompleted)
            _woken = NewSource();
    }
}
