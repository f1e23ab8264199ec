namespace Corporation.Hq.LiveStreams;

/// <summary>Wakes everybody who waits now. Costs nothing while nobody waits, and never runs a waiter on the caller's thread.</summary>
internal sealed class Pulse
{
    private TaskCompletionSource? _waiting;

    public Task Next()
    {
        while (true)
        {
            if (Volatile.Read(ref _waiting) is { } waiting)
                return waiting.Task;

            var created = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (Interlocked.CompareExchange(ref _waiting, created, null) is null)
                return created.Task;
        }
    }

    public void Fire() => Interlocked.Exchange(ref _waiting, null)?.SetResult();
}
