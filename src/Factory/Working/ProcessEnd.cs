namespace Corporation.Factory.Working;

/// <summary>The moment after draining from which nobody waits for anything any more.</summary>
internal sealed class ProcessEnd : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly TaskCompletionSource _task = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CancellationToken Token => _source.Token;

    public Task Task => _task.Task;

    public void Declare()
    {
        _source.Cancel();
        _task.TrySetResult();
    }

    public void Dispose() => _source.Dispose();
}
