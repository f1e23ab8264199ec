using Corporation.Factory.Handling;

namespace Corporation.EndToEnd.Tests.Stepping;

/// <summary>What to stumble over, in the first attempt.</summary>
internal sealed record Stumble(bool LosesLease);

/// <summary>What comes of it.</summary>
internal sealed record Risen(int Attempt);

/// <summary>
/// Tells of its progress, fails in the first attempt, or is cut off until it has lost its lease, and succeeds in the next. Safe to run twice: it changes nothing
/// that lasts.
/// </summary>
[MissionKind("stumble", Description = "Fails once.", TimeoutSeconds = 60, Concurrency = 4)]
internal sealed class StumblingHandler : IMissionHandler<Stumble, Risen>
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(100);

    /// <summary>What a first attempt may sever. Static, for the factory makes its handlers itself and knows only its own services.</summary>
    public static FactoryLink? Link { get; set; }

    public async Task<MissionOutcome<Risen>> HandleAsync(Stumble input, MissionContext context, CancellationToken cancellationToken)
    {
        context.Progress(50, "half of it");
        context.Log("half of it");
        context.ReportUsage("patience", "pieces", 1);

        // Longer than an end that would swallow the start, see AttemptRelay.
        await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
        if (context.Attempt > 1)
            return new Risen(context.Attempt);
        if (!input.LosesLease)
            return MissionOutcome.RetryAfter(Soon, "the first attempt stumbles");

        Link!.Sever();
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        return MissionOutcome.Fail("cut off");
    }
}
