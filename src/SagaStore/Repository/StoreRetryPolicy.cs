using Corporation.SagaStore.Writing;
using MassTransit;
using MassTransit.RetryPolicies;

namespace Corporation.SagaStore.Repository;

/// <summary>Conflicts: often, after a few random milliseconds. A store that can't be written: a few times, after seconds. Nothing else.</summary>
internal sealed class StoreRetryPolicy : IRetryPolicy
{
    public const int MostConflicts = 50;
    public const int MostOutages = 4;

    private const int ConflictStepMs = 2;
    private const int LongestConflictDelayMs = 50;
    private static readonly TimeSpan FirstOutageDelay = TimeSpan.FromMilliseconds(500);

    public bool IsHandled(Exception exception) => IsConflict(exception) || exception is StoreUnavailableException;

    public void Probe(ProbeContext context) => context.Set(new { Policy = "SagaStore", MostConflicts, MostOutages });

    public static bool IsConflict(Exception exception) => exception is SagaConflictException or UniqueViolationException;

    /// <summary>Random within a growing span: those who collided don't come back together.</summary>
    public static TimeSpan DelayAfter(Exception exception, int conflicts, int outages)
    {
#pragma warning disable CA5394 // Jitter is no secret.
        if (!IsConflict(exception))
            return FirstOutageDelay * (1 << (outages - 1)) * (0.75 + (Random.Shared.NextDouble() / 2));

        return TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * Math.Min(LongestConflictDelayMs, conflicts * ConflictStepMs));
#pragma warning restore CA5394
    }

    RetryPolicyContext<T> IRetryPolicy.CreatePolicyContext<T>(T context) => new StoreRetryPolicyContext<T>(this, context);
}

internal sealed class StoreRetryPolicyContext<T>(StoreRetryPolicy policy, T context) : BaseRetryPolicyContext<T>(policy, context)
    where T : class, PipeContext
{
    protected override RetryContext<T> CreateRetryContext(Exception exception, CancellationToken cancellationToken) =>
        new StoreRetryContext<T>(policy, Context, exception, 0, 0, 0, cancellationToken);
}

internal sealed class StoreRetryContext<T> : BaseRetryContext<T>, RetryContext<T>
    where T : class, PipeContext
{
    private readonly StoreRetryPolicy _policy;
    private readonly int _conflicts;
    private readonly int _outages;

    public StoreRetryContext(
        StoreRetryPolicy policy, T context, Exception exception, int retryCount, int conflicts, int outages, CancellationToken cancellationToken)
        : base(context, exception, retryCount, cancellationToken)
    {
        _policy = policy;
        var conflict = StoreRetryPolicy.IsConflict(exception);
        _conflicts = conflicts + (conflict ? 1 : 0);
        _outages = outages + (conflict ? 0 : 1);
        Delay = StoreRetryPolicy.DelayAfter(exception, _conflicts, _outages);
    }

    public override TimeSpan? Delay { get; }

    public bool CanRetry(Exception exception, out RetryContext<T> retryContext)
    {
        retryContext = new StoreRetryContext<T>(_policy, Context, exception, RetryCount + 1, _conflicts, _outages, CancellationToken);
        return _policy.IsHandled(exception) && _conflicts < StoreRetryPolicy.MostConflicts && _outages < StoreRetryPolicy.MostOutages;
    }
}
