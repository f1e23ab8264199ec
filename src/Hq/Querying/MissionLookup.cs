using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;
using Corporation.Contracts.Reporting;
using Corporation.Hq.Routing;
using Corporation.SagaStore.Reading;

namespace Corporation.Hq.Querying;

/// <summary>Reads one mission. One statement for everything but usage, so that state and result always belong together.</summary>
internal sealed class MissionLookup(IStoreReader store)
{
    private const string DetailSql =
        $"SELECT {MissionRow.Columns}, p.context, r.result, m.routing FROM missions m "
        + "LEFT JOIN mission_payloads p ON p.mission_id = m.mission_id "
        + "LEFT JOIN mission_results r ON r.mission_id = m.mission_id WHERE m.mission_id = $1";

    private const string UsageSql = "SELECT resource, unit, quantity FROM mission_usage WHERE mission_id = $1 ORDER BY position";

    private const string StateSql = "SELECT current_state, finished_at FROM missions WHERE mission_id = $1";

    private const string KeySql = "SELECT mission_id FROM missions WHERE idempotency_key = $1";

    private const string LegacyEnvelopeSql = "SELECT envelope FROM legacy_missions WHERE mission_id = $1";

    private static readonly JsonElement EmptyObject = JsonElement.Parse("{}");

    /// <summary>The mission with payload, result and usage; null when there is none.</summary>
    public async Task<MissionView?> DetailAsync(Guid missionId, CancellationToken cancellationToken) =>
        await store.QueryAsync(DetailSql, ReadDetail, [missionId], cancellationToken) is [var mission, ..]
            ? mission with { Usage = mission.Attempt == 0 ? [] : await store.QueryAsync(UsageSql, ReadUsage, [missionId], cancellationToken) }
            : null;

    /// <summary>The same by its submitter's key.</summary>
    public async Task<MissionView?> DetailByKeyAsync(string idempotencyKey, CancellationToken cancellationToken) =>
        await store.QueryAsync(KeySql, static row => row.GetGuid(0), [idempotencyKey], cancellationToken) is [var missionId, ..]
            ? await DetailAsync(missionId, cancellationToken)
            : null;

    /// <summary>The JSON by which a mission came from the fleet before this one; null when it did not, or when that was not kept.</summary>
    public async Task<string?> LegacyEnvelopeAsync(Guid missionId, CancellationToken cancellationToken) =>
        await store.QueryAsync(LegacyEnvelopeSql, static row => row.IsDBNull(0) ? null : row.GetString(0), [missionId], cancellationToken) is [var envelope, ..]
            ? envelope
            : null;

    /// <summary>Where the mission stands, and since when if it has ended; null when there is none.</summary>
    public async Task<MissionStanding?> StandingAsync(Guid missionId, CancellationToken cancellationToken) =>
        await store.QueryAsync(StateSql, ReadStanding, [missionId], cancellationToken) is [var standing, ..] ? standing : null;

    private static MissionView ReadDetail(DbDataReader row)
    {
        var mission = MissionRow.Read(row);
        return mission with
        {
            Payload = new(mission.Task, row.IsDBNull(MissionRow.ColumnCount) ? EmptyObject : JsonElement.Parse(row.GetString(MissionRow.ColumnCount))),
            Result = row.IsDBNull(MissionRow.ColumnCount + 1) ? null : JsonElement.Parse(row.GetString(MissionRow.ColumnCount + 1)),
            Routing = RoutingViews.Of(row.IsDBNull(MissionRow.ColumnCount + 2) ? null : row.GetString(MissionRow.ColumnCount + 2)),
        };
    }

    private static UsageEntry ReadUsage(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), decimal.Parse(row.GetString(2), NumberStyles.Number | NumberStyles.AllowExponent, CultureInfo.InvariantCulture));

    private static MissionStanding ReadStanding(DbDataReader row) =>
        new(MissionRow.StateOf(row.GetString(0)), row.IsDBNull(1) ? null : MissionRow.TimeOf(row.GetInt64(1)));
}

/// <summary>Where a mission stands.</summary>
internal sealed record MissionStanding(MissionLifeState State, DateTimeOffset? FinishedAt);
