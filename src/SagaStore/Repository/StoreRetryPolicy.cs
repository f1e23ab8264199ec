using MassTransit;
using MassTransit.RetryPolicies;

namespace Corporation.SagaStore.Repository;

/// <summary>
/// Conflicts: often, after a few random milliseconds. Keys that exist: a few times, as the winner of a race is there at once and a real
/// duplicate stays. A store that can't be written: after seconds, a few times or for as long as it takes. Nothing else.
/// </summary>
internal sealed class StoreRetryPolicy(int mostOutages) : IRetryPolicy
{
    public const int MostConflicts = 50;
    public const int MostDuplicates = 5;

    private const int ConflictStepMs = 2;
    private const int LongestConflictDelayMs = 50;
    private const int OutageDoublings = 3;
    private static readonly TimeSpan FirstOutageDelay = TimeSpan.FromMilliseconds(500);

    public bool IsHandled(Exception exception) => RetryReasons.Of(exception) != RetryReason.None;

    public void Probe(ProbeContext context) => context.Set(new { Policy = "SagaStore", MostConflicts, MostDuplicates, MostOutages = mostOutages });

    /// <summary>Random within a growing span: those who collided don't come back together.</summary>
    public static TimeSpan DelayAfter(Exception exception, RetryTally tally)
    {
#pragma warning disable CA5394 // Jitter is no secret.
        if (RetryReasons.Of(exception) == RetryReason.Outage)
            return FirstOutageDelay * (1 << Math.Min(tally.Outages - 1, OutageDoublings)) * (0.75 + (Random.Shared.NextDouble() / 2));

        return TimeSpan.FromMilliseconds(
            Random.Shared.NextDouble() * Math.Min(LongestConflictDelayMs, (tally.Conflicts + tally.Duplicates) * ConflictStepMs));
#pragma warning restore CA5394
    }

    public bool IsSpent(RetryTally tally) => tally.Conflicts > MostConflicts || tally.Duplicates > MostDuplicates || tally.Outages > mostOutages;

    RetryPolicyContext<T> IRetryPolicy.CreatePolicyContext<T>(T context) => new StoreRetryPolicyContext<T>(this, context);
}

/// <summary>How often which failure has happened to one message.</summary>
internal readonly record struct RetryTally(int Conflicts, int Duplicates, int Outages)
{
    public RetryTally With(Exception exception) => RetryReasons.Of(exception) switch
    {
        RetryReason.Duplicate => this with { Duplicates = Duplicates + 1 },
        RetryReason.Outage => this with { Outages = Outages + 1 },
        _ => this with { Conflicts = Conflicts + 1 },
    };
}

internal sealed class StoreRetryPolicyContext<T>(StoreRetryPolicy policy, T context) : BaseRetryPolicyContext<T>(policy, context)
    where T : class, PipeContext
{
    protected override RetryContext<T> CreateRetryContext(Exception exception, CancellationToken cancellationToken) =>
        new StoreRetryContext<T>(policy, Context, exception, 0, default(RetryTally).With(exception), cancellationToken);
}

internal sealed class StoreRetryContext<T>(
    StoreRetryPolicy policy, T context, Exception exception, int retryCount, RetryTally tally, CancellationToken cancellationToken)
    : BaseRetryContext<T>(context, exception, retryCount, cancellationToken), RetryContext<T>
    where T : class, PipeContext
{
    public override TimeSpan? Delay { get; } = StoreRetryPolicy.DelayAfter(exception, tally);

    public bool CanRetry(Exception exception, out RetryContext<T> retryContext)
    {
        var next = tally.With(exception);
        retryContext = new StoreRetryContext<T>(policy, Context, exception, RetryCount + 1, next, CancellationToken);
        return policy.IsHandled(exception) && !policy.IsSpent(next);
    }
}
