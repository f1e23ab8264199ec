using Corporation.Contracts.Missions;
using Corporation.Factory.Working;

namespace Corporation.Factory.Testing;

/// <summary>One attempt with its timeout and its cancel, without a claim.</summary>
internal static class TrialAttempt
{
    public static async Task<AttemptEnding> RunAsync(
        Func<CancellationToken, Task<AttemptEnding>> handle, MissionRunOptions options, double kindTimeoutSeconds)
    {
        using var timeout = new CancellationTokenSource(options.Timeout ?? TimeSpan.FromSeconds(kindTimeoutSeconds), options.TimeProvider);
        using var cancel = options.CancelAfter is { } after ? new CancellationTokenSource(after, options.TimeProvider) : new CancellationTokenSource();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancel.Token);
        AttemptEnding ending;
        try
        {
            ending = await handle(stop.Token);
        }
        catch (Exception exception)
        {
            // As in the factory: whatever a handler throws is its failure.
            ending = AttemptEnding.Of(exception);
        }

        if (cancel.IsCancellationRequested)
            return new AttemptEnding.Cancelled();
        return timeout.IsCancellationRequested
            ? AttemptEnding.Failure(MissionErrorTypes.TimedOut, "The attempt did not end within its timeout.", retryable: true)
            : ending;
    }
}
