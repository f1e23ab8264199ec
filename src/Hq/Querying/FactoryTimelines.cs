using Corporation.Contracts.Http;
using Corporation.Hq.Fleet;
using Corporation.Hq.LiveStreams;
using Corporation.SagaStore.Reading;

namespace Corporation.Hq.Querying;

/// <summary>Reads the events of all factories by position.</summary>
internal sealed class FactoryTimelines(IStoreReader store, CommitSignals signals, TimeProvider time)
{
    private readonly EventHorizon _horizon = new(store, signals, time, EventHorizon.Factories);

    /// <summary>The next events, oldest first.</summary>
    public async ValueTask<IReadOnlyList<FactoryEventView>> OfAllAsync(long afterPosition, int limit, CancellationToken cancellationToken)
    {
        var rows = new StoreQuery<FactoryEventView>(
            $"SELECT {FleetBook.EventColumns} FROM factory_events WHERE position > $1 ORDER BY position LIMIT $2", FleetBook.ReadEvent, afterPosition, limit);
        var horizon = await _horizon.ReadAsync(rows, cancellationToken);
        return [.. rows.Rows.TakeWhile(row => row.Position <= horizon)];
    }

    /// <summary>The position of the newest event; 0 when there is none.</summary>
    public async Task<long> NewestAsync(CancellationToken cancellationToken) =>
        (await store.QueryAsync("SELECT coalesce(max(position), 0) FROM factory_events", row => row.GetInt64(0), [], cancellationToken))[0];
}
