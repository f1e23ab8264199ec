using Corporation.Factory.Handling;

namespace Corporation.Cli.Demonstrating;

/// <summary>What the demo asks of <c>demo_flaky</c>.</summary>
/// <param name="FailAttempts">How many attempts fail before one succeeds, 0 or more.</param>
public sealed record DemoFlakyInput(int FailAttempts);

/// <summary>What it answers.</summary>
/// <param name="Attempt">The attempt that succeeded.</param>
public sealed record DemoFlakyResult(int Attempt);

/// <summary>Fails as often as it is told to. Safe to run twice: it changes nothing.</summary>
[MissionKind("demo_flaky", Description = "Fails a given number of times, then succeeds.", TimeoutSeconds = 30, MaxRetries = 3, RetryDelaySeconds = 0.2)]
internal sealed class DemoFlakyHandler : IMissionHandler<DemoFlakyInput, DemoFlakyResult>
{
    public Task<MissionOutcome<DemoFlakyResult>> HandleAsync(DemoFlakyInput input, MissionContext context, CancellationToken cancellationToken)
    {
        context.Log($"attempt {context.Attempt}, the first {input.FailAttempts} fail");

        // Attempts only grow, also over a requeue: so one number serves both the retry and the dead letter of the demo.
        return Task.FromResult<MissionOutcome<DemoFlakyResult>>(context.Attempt <= input.FailAttempts
            ? MissionOutcome.Fail($"Attempt {context.Attempt} failed, as it was asked to.")
            : new DemoFlakyResult(context.Attempt));
    }
}
