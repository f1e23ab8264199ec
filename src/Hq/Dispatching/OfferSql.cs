using Corporation.Hq.Querying;
using Corporation.SagaStore.Configuration;

namespace Corporation.Hq.Dispatching;

/// <summary>The statements behind <see cref="OfferBook"/>.</summary>
internal sealed class OfferSql
{
    /// <summary>A setting of the transaction, by which a statement tells the next one.</summary>
    private const string IsChoosing = "corporation.is_choosing";

    private static readonly OfferSql Sqlite = new(StoreEngine.Sqlite);
    private static readonly OfferSql PostgreSql = new(StoreEngine.PostgreSql);

    private OfferSql(StoreEngine engine)
    {
        var isShared = engine == StoreEngine.PostgreSql;

        // Two HQs that count at once would both fill the same slots. Nobody waits for the other: what waits would hold up its whole group. A statement of its
        // own, as the next one must see all that was committed before the lock was given.
        LockKind = isShared ? $"select set_config('{IsChoosing}', pg_try_advisory_xact_lock(hashtextextended($1, 0))::text, true)" : null;

        AnyWaiting =
            $"""
            select 1 from missions {HqSql.IndexHint(engine, "ix_missions_backlog")}
            where mission_kind = $1 and current_state = 'Queued' and offered_at is null and routing is null
            limit 1
            """;

        var free =
            $"""
            $2 - (select count(*) from missions {HqSql.IndexHint(engine, "ix_missions_under_way")}
                  where mission_kind = $1
                    and (current_state in ('Claimed', 'Running') or (current_state = 'Queued' and offered_at is not null)))
            """;

        // The inner condition repeats the index's own, word for word, and leaves out what HQ chooses a factory for. A mission that somebody is changing is looked at again after that change.
        var best =
            $"""
            select m.mission_id, m.last_sequence, m.attempt, m.priority, m.timeout_seconds, m.max_retries, m.deadline_at, m.idempotency_key,
                   m.task, p.context
            from missions m {HqSql.IndexHint(engine, "ix_missions_backlog")}join mission_payloads p on p.mission_id = m.mission_id
            where m.mission_kind = $1 and m.current_state = 'Queued' and m.offered_at is null and m.routing is null{(isShared ? " and turn.is_mine" : "")}
            order by m.priority desc, m.queued_at
            limit {HqSql.Least(engine)}($3, {HqSql.Greatest(engine)}(0, {(isShared ? "turn.free" : free)}))
            """;
        BestWaiting = isShared
            ? $"""
              select best.*, turn.is_mine, turn.free
              from (select current_setting('{IsChoosing}')::boolean as is_mine, {free} as free) turn
              left join lateral ({best} for update of m skip locked) best on true
              """
            : best;

        MarkOffered =
            $"""
            update missions set offered_at = $2, updated_at = $2, last_sequence = last_sequence + 1, version = version + 1,
                   wake_at = {HqSql.Least(engine)}($2 + $3, coalesce(deadline_at, $2 + $3))
            where mission_id = $1
            """;
    }

    /// <summary>After <see cref="LockKind"/>: whether the lock was given.</summary>
    public static string IsMine => $"select current_setting('{IsChoosing}')::boolean";

    /// <summary>Keeps other processes from offering the kind until the transaction ends, and notes whether it could; null where there are none.</summary>
    public string? LockKind { get; }

    /// <summary>A row if something of the kind is to be offered, from the index alone.</summary>
    public string AnyWaiting { get; }

    /// <summary>
    /// The best of the kind that are not offered: as many as slots are free. In PostgreSQL there is always a row, the last
    /// columns of which say whether the lock was given and how many slots are free; the others are null if there is no mission, too.
    /// </summary>
    public string BestWaiting { get; }

    /// <summary>Marks one as offered.</summary>
    public string MarkOffered { get; }

    public static OfferSql Of(StoreEngine engine) => engine == StoreEngine.PostgreSql ? PostgreSql : Sqlite;
}
