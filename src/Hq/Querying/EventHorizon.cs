using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Reading;

namespace Corporation.Hq.Querying;

/// <summary>
/// Up to which position the timeline of all missions is complete. In PostgreSQL positions are drawn before they are committed, so a row may appear below
/// one that was already read; whoever reads only up to the horizon misses none.
/// </summary>
/// <remarks>
/// A transaction of the store has its id before it draws positions (its writer's mark is its first statement). So once every transaction that had an id
/// when the last position was looked up has ended, nothing up to that position is still to come.
/// </remarks>
internal sealed class EventHorizon(IStoreReader store, TimeProvider time)
{
    private const string LastDrawn = "select last_value from mission_events_position_seq";
    private const string Oldest = "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint, pg_snapshot_xmax(pg_current_snapshot())::text::bigint";

    /// <summary>Transactions take milliseconds; one that takes longer holds up the stream, but not for ever.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    private long _settled;

    /// <returns>Rows up to this position are all there.</returns>
    public async ValueTask<long> ReadAsync(CancellationToken cancellationToken)
    {
        if (store.Engine == StoreEngine.Sqlite)
            return long.MaxValue;

        var last = (await store.QueryAsync(LastDrawn, row => row.GetInt64(0), [], cancellationToken))[0];
        var begun = time.GetTimestamp();
        var (oldest, next) = await ReadTransactionsAsync(cancellationToken);
        for (var awaited = next; oldest < awaited; (oldest, _) = await ReadTransactionsAsync(cancellationToken))
        {
            if (time.GetElapsedTime(begun) > Patience)
                return Volatile.Read(ref _settled);
            await Task.Delay(Pause, time, cancellationToken);
        }

        return Advance(last);
    }

    private async Task<(long Oldest, long Next)> ReadTransactionsAsync(CancellationToken cancellationToken) =>
        (await store.QueryAsync(Oldest, row => (row.GetInt64(0), row.GetInt64(1)), [], cancellationToken))[0];

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
