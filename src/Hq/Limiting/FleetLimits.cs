using Corporation.Hq.Querying;
using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Writing;

namespace Corporation.Hq.Limiting;

/// <summary>How the limits of the whole fleet stand within one transaction that looks at many missions of several kinds: each is read once.</summary>
internal sealed class FleetLimits(LimitBook limits, IWriteSession session)
{
    /// <summary>What runs must end first; whatever ends wakes whoever waits.</summary>
    private static readonly TimeSpan UntilSomethingEnds = TimeSpan.FromMinutes(1);

    /// <summary>Another HQ is choosing from the same kind.</summary>
    private static readonly TimeSpan OthersTurn = TimeSpan.FromMilliseconds(20);

    private readonly Dictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Allowance?> _allowances = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long?> _left = new(StringComparer.Ordinal);

    /// <summary>How long the kind has to wait at least; null when one of it may begin.</summary>
    public TimeSpan? WaitOf(string kind)
    {
        if (limits.MaxConcurrencyOf(kind) is { } most)
        {
            if (!_left.TryGetValue(kind, out var left))
                _left[kind] = left = TryLock(kind) ? most - UnderWay(kind) : null;
            if (left is not > 0)
                return left is null ? OthersTurn : UntilSomethingEnds;
        }

        if (!_allowances.TryGetValue(kind, out var allowance))
            _allowances[kind] = allowance = limits.Allow(session, kind, _buckets);
        return allowance is { Left: < 1 } ? allowance.NextIn : null;
    }

    /// <summary>One of the kind begins.</summary>
    public void Spend(string kind)
    {
        if (_left.TryGetValue(kind, out var left))
            _left[kind] = left - 1;
        _allowances.GetValueOrDefault(kind)?.Spend(1);
    }

    // The lock that the dispatcher takes for the kind (OfferSql.LockKind): two that count at once would both fill what is left.
    private bool TryLock(string kind) => session.Engine != StoreEngine.PostgreSql
        || session.Query("select pg_try_advisory_xact_lock(hashtextextended($1, 0))", static row => row.GetBoolean(0), kind)[0];

    private long UnderWay(string kind) => session.Query(
        $"""
        select count(*) from missions {HqSql.IndexHint(session.Engine, "ix_missions_under_way")}
        where mission_kind = $1 and (current_state in ('Claimed', 'Running') or (current_state = 'Queued' and offered_at is not null))
        """,
        static row => row.GetInt64(0),
        kind)[0];
}
