namespace Corporation.Factory.Heartbeats;

/// <summary>Whether HQ has confirmed that nothing of it is left here, for whoever wants to end the process then.</summary>
public sealed class DrainWatch
{
    private readonly TaskCompletionSource _confirmed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when HQ has confirmed it.</summary>
    public Task Confirmed => _confirmed.Task;

    internal void Confirm() => _confirmed.TrySetResult();
}
