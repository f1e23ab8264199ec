using Corporation.Hq.LiveStreams;
using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Reading;

namespace Corporation.Hq.Querying;

/// <summary>
/// Up to which position a table of events is complete, that of the missions unless it is told another one. In PostgreSQL positions are drawn before they are committed, so a row may appear below
/// one that was already read; whoever reads only up to the horizon misses none.
/// </summary>
/// <remarks>
/// Whoever drew a position up to the last one had a transaction id by then (its writer's mark is its first statement) and a lock on the table. So once
/// every transaction with an id of that time has ended, or nobody holds the lock, nothing up to that position is still to come. Locks are looked for only while
/// some transaction runs, and held against each other only where others on the server have long ones: they are found with more effort.
/// </remarks>
internal sealed class EventHorizon(IStoreReader store, CommitSignals signals, TimeProvider time, string table = EventHorizon.Missions)
{
    public const string Missions = "mission_events";
    public const string Factories = "factory_events";

    private readonly string _lastDrawn = $"select last_value from {table}_position_seq";

    // The oldest transaction that runs, the id that the next one will get (xmax of a snapshot is only one more than the newest that has ended), and whether any
    // of them writes events: most only tell others of a commit.
    private readonly string _transactions =
        $"""
        select oldest, next, case when oldest < next then exists ({WritersOf(table)}) else false end
        from (select xmin::text::bigint, xmin::text::bigint + age(xmin::xid) from (select pg_snapshot_xmin(pg_current_snapshot())) as running(xmin))
            as bounds(oldest, next)
        """;

    private readonly string _writers = WritersOf(table);

    private static readonly TimeSpan UsualTime = TimeSpan.FromMilliseconds(100);

    /// <summary>A writer's transaction takes milliseconds. One that hangs is ended by the server; until then nothing above it is shown.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    private long _settled;
    private volatile bool _isQuiet = true;

    /// <summary>Reads rows, and up to which position they are all there.</summary>
    /// <param name="rows">Asks for the rows, in any order of their positions.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<long> ReadAsync(StoreQuery rows, CancellationToken cancellationToken)
    {
        if (store.Engine == StoreEngine.Sqlite)
        {
            await store.RunAsync([rows], cancellationToken);
            return long.MaxValue;
        }

        var begun = time.GetTimestamp();
        var drawn = new StoreQuery<long>(_lastDrawn, static row => row.GetInt64(0));
        var running = new StoreQuery<Running>(_transactions, static row => new Running(row.GetInt64(0), row.GetInt64(1), row.GetBoolean(2)));

        // What others settle from here on says nothing about rows that are read before it.
        var known = Volatile.Read(ref _settled);

        // In this order. While little happens that is all; while much does, the rows come when the writers of now have ended.
        var isQuiet = _isQuiet;
        await store.RunAsync(isQuiet ? [drawn, running, rows] : [drawn, running], cancellationToken);
        var last = drawn.Rows[0];
        var isSettled = last <= known || !running.Rows[0].AreWriting;
        _isQuiet = isSettled;
        if (isSettled && isQuiet)
        {
            Advance(last);
            return last;
        }

        var settled = isSettled || await HaveAllEndedAsync(running, begun, cancellationToken) || await HaveWritersEndedAsync(begun, cancellationToken)
            ? Advance(last)
            : Volatile.Read(ref _settled);
        await store.RunAsync([rows], cancellationToken);
        return settled;
    }

    /// <summary>Waits for all transactions that ran when <paramref name="running"/> was asked.</summary>
    private async Task<bool> HaveAllEndedAsync(StoreQuery<Running> running, long begun, CancellationToken cancellationToken)
    {
        var awaited = running.Rows[0].Next;
        while (time.GetElapsedTime(begun) <= UsualTime)
        {
            // Most likely the next commit is that of one of them, though it may have come just before.
            await signals.NextOfAny().WaitAsync(Pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            await store.RunAsync([running], cancellationToken);
            var now = running.Rows[0];
            if (!now.AreWriting || now.Oldest >= awaited)
                return true;
        }

        return false;
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

    private async Task<HashSet<string>> ReadWritersAsync(CancellationToken cancellationToken) =>
        [.. await store.QueryAsync(_writers, row => row.GetString(0), [], cancellationToken)];

    private static string WritersOf(string table) =>
        $"""
        select virtualtransaction from pg_locks
        where locktype = 'relation' and relation = '{table}'::regclass and mode = 'RowExclusiveLock' and granted
          and database = (select oid from pg_database where datname = current_database())
        """;

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

    /// <param name="Oldest">The id of the oldest transaction that runs.</param>
    /// <param name="Next">The id that the next one will get.</param>
    /// <param name="AreWriting">Whether one of them writes events.</param>
    private readonly record struct Running(long Oldest, long Next, bool AreWriting);
}
