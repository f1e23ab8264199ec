using Corporation.SagaStore.Writing;

namespace Corporation.SagaStore.Tests;

/// <summary>Holds the writer inside a unit, so that what is sent meanwhile queues up behind it.</summary>
public sealed class Gate
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _unit;

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "VSTHRD002", Justification = "Blocking the writer is what it is for.")]
    public Gate(IStoreWriter writer)
    {
        using var entered = new ManualResetEventSlim();
        _unit = writer.WriteAsync(
            _ =>
            {
                entered.Set();
                return _open.Task.Wait(TimeSpan.FromMinutes(1));
            },
            CancellationToken.None);
        Assert.True(entered.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }

    public Task OpenAsync()
    {
        _open.TrySetResult();
        return _unit;
    }
}
