using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Reading;

namespace Corporation.Hq.Querying;

/// <summary>
/// Up to which position the timeline of all missions is complete. In PostgreSQL positions are drawn before they are committed, so a row may appear below
/// one that was already read; whoever reads only up to the horizon misses none.
/// </summary>
/// <remarks>
/// Whoever drew a position up to the last one had a transaction id by then (its writer's mark is its first statement) and a lock on the table. So once
/// every transaction with an id of that time has ended, nothing up to that position is still to come. Where others on the server have long transactions,
/// only those that hold the lock are waited for: they are found with more effort.
/// </remarks>
internal sealed class EventHorizon(IStoreReader store, TimeProvider time)
{
    private const string LastDrawn = "select last_value from mission_events_position_seq";

    // The oldest transaction that runs, and the id that the next one will get: xmax of a snapshot is only one more than the newest that has ended.
    private const string Transactions =
        "select xmin::text::bigint, xmin::text::bigint + age(xmin::xid) from (select pg_snapshot_xmin(pg_current_snapshot())) as oldest(xmin)";

    private const string Writers =
        """
        select virtualtransaction from pg_locks
        where locktype = 'relation' and relation = 'mission_events'::regclass and mode = 'RowExclusiveLock' and granted
          and database = (select oid from pg_database where datname = current_database())
        """;

    private static readonly TimeSpan UsualTime = TimeSpan.FromMilliseconds(100);

    /// <summary>A writer's transaction takes milliseconds. One that hangs is ended by the server; until then nothing above it is shown.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    private long _settled;

    /// <returns>Rows up to this position are all there.</returns>
    public async ValueTask<long> ReadAsync(CancellationToken cancellationToken)
    {
        if (store.Engine == StoreEngine.Sqlite)
            return long.MaxValue;

        var last = (await store.QueryAsync(LastDrawn, row => row.GetInt64(0), [], cancellationToken))[0];
        if (last <= Volatile.Read(ref _settled))
            return last;

        var begun = time.GetTimestamp();
        return await HaveAllEndedAsync(begun, cancellationToken) || await HaveWritersEndedAsync(begun, cancellationToken)
            ? Advance(last)
            : Volatile.Read(ref _settled);
    }

    private async Task<bool> HaveAllEndedAsync(long begun, CancellationToken cancellationToken)
    {
        var (oldest, next) = await ReadTransactionsAsync(cancellationToken);
        for (var awaited = next; oldest < awaited; (oldest, _) = await ReadTransactionsAsync(cancellationToken))
        {
            if (time.GetElapsedTime(begun) > UsualTime)
                return false;
            await Task.Delay(Pause, time, cancellationToken);
        }

        return true;
    }

    private async Task<bool> HaveWritersEndedAsync(long begun, CancellationToken cancellationToken)
    {
        var awaited = await ReadWritersAsync(cancellationToken);
        while (awaited.Count > 0)
        {
            if (time.GetElapsedTime(begun) > Patience)
                return false;
            await Task.Delay(Pause, time, cancellationToken);
            awaited.IntersectWith(await ReadWritersAsync(cancellationToken));
        }

        return true;
    }

    private async Task<(long Oldest, long Next)> ReadTransactionsAsync(CancellationToken cancellationToken) =>
        (await store.QueryAsync(Transactions, row => (row.GetInt64(0), row.GetInt64(1)), [], cancellationToken))[0];

    private async Task<HashSet<string>> ReadWritersAsync(CancellationToken cancellationToken) =>
        [.. await store.QueryAsync(Writers, row => row.GetString(0), [], cancellationToken)];

    private long Advance(long position)
    {
        var known = Volatile.Read(ref _settled);
        while (known < position)
        {
            var seen = Interlocked.CompareExchange(ref _settled, position, known);
            if (seen == known)
                return position;
            known = seen;
        }

        return known;
    }
}
