namespace Corporation.RedisStreams.Tests.Receiving;

/// <summary>The clock of a process that stalls: no timer ends, so no loop comes round any more.</summary>
internal sealed class StoppedClock : TimeProvider
{
    private readonly TaskCompletionSource _longPause = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Returns when somebody waits for longer than any retry does: then the first round, which comes without a timer, is over.</summary>
    public Task UntilLongPauseAsync() => _longPause.Task.WaitAsync(WithoutPolling.Patience, TestContext.Current.CancellationToken);

    public override long GetTimestamp() => 0;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Timer(this);

    private sealed class Timer(StoppedClock clock) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime > TimeSpan.FromMinutes(1))
                clock._longPause.TrySetResult();
            return true;
        }

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
