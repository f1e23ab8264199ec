using System.Threading.Tasks.Sources;

namespace Corporation.RedisStreams.Receiving;

/// <summary>Wakes one waiting loop, without allocating. A signal given while nobody waits is kept, once.</summary>
internal sealed class AsyncSignal(TimeProvider time) : IValueTaskSource, IDisposable
{
    private readonly Lock _gate = new();
    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };
    private ITimer? _timer;
    private bool _isSet;
    private bool _isWaiting;

    public void Set()
    {
        lock (_gate)
        {
            if (!_isWaiting)
            {
                _isSet = true;
                return;
            }

            _isWaiting = false;
        }

        _core.SetResult(true);
    }

    /// <summary>For one waiter at a time.</summary>
    public ValueTask WaitAsync()
    {
        lock (_gate)
        {
            if (_isSet)
            {
                _isSet = false;
                return default;
            }

            _core.Reset();
            _isWaiting = true;
            return new ValueTask(this, _core.Version);
        }
    }

    /// <summary>Waits no longer than that; may return early.</summary>
    public ValueTask WaitAsync(TimeSpan timeout)
    {
        if (timeout <= TimeSpan.Zero)
            return default;

        _timer ??= time.CreateTimer(
            static signal => ((AsyncSignal)signal!).Set(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(timeout, Timeout.InfiniteTimeSpan);
        return WaitAsync();
    }

    public void Dispose() => _timer?.Dispose();

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
