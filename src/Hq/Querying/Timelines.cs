using System.Data.Common;
using System.Text.Json;
using Corporation.Contracts.Http;
using Corporation.SagaStore.Reading;

namespace Corporation.Hq.Querying;

/// <summary>Reads events: of one mission by sequence, of all by position.</summary>
internal sealed class Timelines(IStoreReader store, EventHorizon eventHorizon)
{
    private const string Columns = "position, mission_id, sequence, occurred_at, event, actor, attempt, details";

    /// <summary>The next events of a mission, oldest first.</summary>
    public ValueTask<IReadOnlyList<MissionEventView>> OfMissionAsync(
        Guid missionId, long afterSequence, int limit, CancellationToken cancellationToken) => store.QueryAsync(
        $"SELECT {Columns} FROM mission_events WHERE mission_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3",
        Read, [missionId, afterSequence, limit], cancellationToken);

    /// <summary>The next events of all missions, oldest first.</summary>
    public async ValueTask<IReadOnlyList<MissionEventView>> OfAllAsync(long afterPosition, int limit, CancellationToken cancellationToken)
    {
        var rows = new StoreQuery<MissionEventView>(
            $"SELECT {Columns} FROM mission_events WHERE position > $1 ORDER BY position LIMIT $2", Read, afterPosition, limit);
        var horizon = await eventHorizon.ReadAsync(rows, cancellationToken);
        return [.. rows.Rows.TakeWhile(row => row.Position <= horizon)];
    }

    /// <summary>The position of the newest event; 0 when there is none.</summary>
    public async Task<long> NewestAsync(CancellationToken cancellationToken) =>
        (await store.QueryAsync("SELECT coalesce(max(position), 0) FROM mission_events", row => row.GetInt64(0), [], cancellationToken))[0];

    private static MissionEventView Read(DbDataReader row) => new()
    {
        Position = row.GetInt64(0),
        JobId = row.GetGuid(1),
        Sequence = row.GetInt64(2),
        OccurredAt = MissionRow.TimeOf(row.GetInt64(3)),
        Event = row.GetString(4),
        Actor = row.GetString(5),
        Attempt = row.GetInt32(6),
        Details = row.IsDBNull(7) ? null : JsonElement.Parse(row.GetString(7)),
    };
}
