using System.Data.Common;
using Corporation.Contracts.Fleet;
using Corporation.Contracts.Http;
using Corporation.Hq.Querying;
using Corporation.Hq.Routing;
using Corporation.Sagas.FactoryLife;
using Corporation.Sagas.MissionLife;
using Corporation.SagaStore.Reading;

namespace Corporation.Hq.Fleet;

/// <summary>What each factory does, how it did lately, and what waits for it: by HQ's books.</summary>
internal sealed class WorkloadBook(IStoreReader store, FactoryDirectory directory, FleetBook book, TimeProvider time)
{
    private const string Running =
        "select mission_id, mission_kind, attempt, factory_id, coalesce(started_at, updated_at), progress_percent, progress_message from missions "
        + "where current_state in ('Claimed', 'Running') and factory_id is not null order by mission_id";

    private const string Queued =
        "select mission_kind, routing, placed_factory_id, count(*), min(queued_at) from missions where current_state = 'Queued' group by mission_kind, routing, placed_factory_id";

    private const string Outcomes =
        "select factory_id, sum(succeeded), sum(failed), sum(lost), sum(duration_seconds), max(longest_seconds) from attempt_tallies where period > $1 group by factory_id";

    private const string Last =
        """
        select t.factory_id, t.mission_kind, t.last_mission_id, t.last_ended_at from attempt_tallies t
        join (select factory_id, max(last_ended_at) as newest from attempt_tallies group by factory_id) as last on last.factory_id = t.factory_id and last.newest = t.last_ended_at
        """;

    /// <summary>All factories that can run something, by name.</summary>
    public async Task<Workload> ReadAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var states = await store.QueryAsync($"select {FactoryRow.Columns} from factory_states order by factory_id", FactoryRow.Read, [], cancellationToken);
        var running = (await store.QueryAsync(Running, row => (Factory: row.GetString(3), View: ReadRunning(row, now)), [], cancellationToken)).ToLookup(one => one.Factory, one => one.View);
        var queued = await store.QueryAsync(
            Queued,
            static row => new Waiting(
                new MissionDemand(row.GetString(0), MissionRouting.Read(row.IsDBNull(1) ? null : row.GetString(1)), null),
                row.IsDBNull(2) ? null : row.GetString(2),
                row.GetInt64(3),
                row.IsDBNull(4) ? null : MissionRow.TimeOf(row.GetInt64(4))),
            [],
            cancellationToken);
        var hour = await OutcomesAsync(now - TimeSpan.FromHours(1), cancellationToken);
        var day = await OutcomesAsync(now - TimeSpan.FromHours(24), cancellationToken);
        var last = (await store.QueryAsync(
                Last, static row => (Factory: row.GetString(0), View: new LastCompleted(row.GetGuid(2), row.GetString(1), MissionRow.TimeOf(row.GetInt64(3)))), [], cancellationToken))
            .DistinctBy(static one => one.Factory).ToDictionary(static one => one.Factory, static one => one.View, StringComparer.Ordinal);
        return new Workload(
            [.. states.Select(state => new FactoryWorkload
            {
                FactoryId = state.FactoryId,
                Status = book.StatusOf(state),
                Running = [.. running[state.FactoryId]],
                QueueDepth = queued.Where(waiting => IsFor(state, waiting)).Sum(static waiting => waiting.Count),
                LastCompleted = last.GetValueOrDefault(state.FactoryId),
                LastHour = hour.GetValueOrDefault(state.FactoryId, new OutcomeView(0, 0, 0)),
                LastDay = day.GetValueOrDefault(state.FactoryId, new OutcomeView(0, 0, 0)),
            })],
            queued.GroupBy(static waiting => waiting.Demand.Kind).OrderBy(static kind => kind.Key, StringComparer.Ordinal)
                .ToDictionary(static kind => kind.Key, static kind => kind.Sum(static waiting => waiting.Count)),
            now)
        {
            OldestQueuedSeconds = queued.Where(static waiting => waiting.Since is not null).GroupBy(static waiting => waiting.Demand.Kind).OrderBy(static kind => kind.Key, StringComparer.Ordinal)
                .ToDictionary(static kind => kind.Key, kind => Math.Max(0, Math.Round((now - kind.Min(static waiting => waiting.Since)!.Value).TotalSeconds, 1))), // Each has one.
        };
    }

    /// <summary>How attempts ended on each factory since a time.</summary>
    public async Task<IReadOnlyDictionary<string, OutcomeView>> OutcomesAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        (await store.QueryAsync(Outcomes, static row => (Factory: row.GetString(0), View: ReadOutcome(row)), [TallyKeeper.PeriodOf(since)], cancellationToken))
            .ToDictionary(static one => one.Factory, static one => one.View, StringComparer.Ordinal);

    private static RunningView ReadRunning(DbDataReader row, DateTimeOffset now)
    {
        double? percent = row.IsDBNull(5) ? null : row.GetDouble(5);
        var message = row.IsDBNull(6) ? null : row.GetString(6);
        return new RunningView(
            row.GetGuid(0), row.GetString(1), row.GetInt32(2), Math.Max(0, Math.Round((now - MissionRow.TimeOf(row.GetInt64(4))).TotalSeconds, 1)),
            percent is null && message is null ? null : new ProgressView(percent, message));
    }

    private static OutcomeView ReadOutcome(DbDataReader row)
    {
        // PostgreSQL adds up bigint as numeric.
        var (succeeded, failed, lost) = (Convert.ToInt64(row.GetValue(1), null), Convert.ToInt64(row.GetValue(2), null), Convert.ToInt64(row.GetValue(3), null));
        var all = succeeded + failed + lost;
        return new OutcomeView(
            succeeded, failed, lost,
            all == 0 ? null : Math.Round((double)succeeded / all, 4),
            succeeded == 0 ? null : Math.Round(row.GetDouble(4) / succeeded, 3),
            succeeded == 0 ? null : Math.Round(row.GetDouble(5), 3));
    }

    /// <summary>Whether the factory could take it, were it active and had a free slot.</summary>
    private bool IsFor(FactoryState state, Waiting waiting)
    {
        if (waiting.PlacedFactoryId is { } placed)
            return placed == state.FactoryId;
        if (waiting.Demand.Routing.TargetFactoryId is { } target && target != state.FactoryId)
            return false;
        return directory.FindFactory(state.FactoryId) is { } factory
            && PlacementRules.ObjectionTo(factory with { IsThere = true }, FactoryStatus.Online, waiting.Demand) is null;
    }

    private sealed record Waiting(MissionDemand Demand, string? PlacedFactoryId, long Count, DateTimeOffset? Since);
}
