using Corporation.Hq.Querying;
using Corporation.SagaStore.Configuration;

namespace Corporation.Hq.Measuring;

/// <summary>The statements behind <see cref="BacklogGauges"/>: each reads an index, as far as there is work, and never the history.</summary>
internal sealed class BacklogSql
{
    /// <summary>Beyond that many nobody needs the exact number, and each costs.</summary>
    public const int MostCounted = 100_000;

    private BacklogSql(StoreEngine engine)
    {
        var byState = HqSql.IndexHint(engine, "ix_missions_kind_state");
        CountInState = $"select count(*) from (select 1 from missions {byState}where mission_kind = $1 and current_state = $2 limit {MostCounted}) as counted";
        CountDead =
            $"""
            select count(*) from
                (select discarded_at from missions {byState}where mission_kind = $1 and current_state = 'DeadLettered' limit {MostCounted}) as dead
            where discarded_at is null
            """;

        // The backlog is ordered by priority first: the longest wait of each is one step in the index, and there are at most 101.
        // What HQ finds a factory for is not in it, and all of that is read: it is no more than what waits for a label or a target.
        var backlog = HqSql.IndexHint(engine, "ix_missions_backlog");
        var toPlace = HqSql.IndexHint(engine, "ix_missions_to_place");
        OldestWaiting =
            $"""
            with recursive level(priority, queued_at) as (
                select * from (
                    select priority, queued_at from missions {backlog}
                    where mission_kind = $1 and current_state = 'Queued' and offered_at is null and routing is null
                    order by priority desc, queued_at limit 1) as highest
                union all
                select (select priority from missions {backlog}
                        where mission_kind = $1 and current_state = 'Queued' and offered_at is null and routing is null and priority < level.priority
                        order by priority desc, queued_at limit 1),
                       (select queued_at from missions {backlog}
                        where mission_kind = $1 and current_state = 'Queued' and offered_at is null and routing is null and priority < level.priority
                        order by priority desc, queued_at limit 1)
                from level where level.priority is not null)
            select min(queued_at) from (
                select min(queued_at) as queued_at from level
                union all
                select min(queued_at) from missions {toPlace}
                where mission_kind = $1 and current_state = 'Queued' and offered_at is null and routing is not null) as oldest
            """;
        OldestOffered =
            $"""
            select min(queued_at), min(offered_at) from missions {HqSql.IndexHint(engine, "ix_missions_under_way")}
            where mission_kind = $1 and current_state = 'Queued' and offered_at is not null
              and (current_state in ('Claimed', 'Running') or (current_state = 'Queued' and offered_at is not null))
            """;
    }

    /// <summary>Parameters: kind, state.</summary>
    public string CountInState { get; }

    /// <summary>Dead letters that nobody has discarded. Parameter: kind.</summary>
    public string CountDead { get; }

    /// <summary>When the one that has waited longest without an offer joined the queue. Parameter: kind.</summary>
    public string OldestWaiting { get; }

    /// <summary>Of those offered and not claimed: when the oldest joined the queue, and when the oldest offer was made. Parameter: kind.</summary>
    public string OldestOffered { get; }

    /// <summary>When the alarm that is due first is due.</summary>
    public static string NextAlarm => "select wake_at from missions where wake_at is not null order by wake_at limit 1";

    public static BacklogSql Of(StoreEngine engine) => new(engine);
}
