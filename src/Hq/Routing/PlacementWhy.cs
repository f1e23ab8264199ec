using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Corporation.Contracts.Fleet;
using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;
using Corporation.Hq.Fleet;
using Corporation.Hq.Limiting;
using Corporation.Hq.Querying;
using Corporation.Sagas.MissionLife;
using Corporation.SagaStore.Reading;

namespace Corporation.Hq.Routing;

/// <summary>Why a mission waits, or why it went where it went.</summary>
internal sealed class PlacementWhy(IStoreReader store, FactoryDirectory directory, FleetBook book, LimitBook limits, TimeProvider time)
{
    private const string Mission =
        "select mission_kind, current_state, routing, attempt, factory_id, placed_factory_id, priority, queued_at, offered_at, start_at, next_attempt_at from missions where mission_id = $1";

    private const string LastChoice = "select event, details from mission_events where mission_id = $1 and event in ('offered', 'claimed') order by sequence desc limit 2";

    private const string Ahead =
        "select count(*) from (select 1 from missions where mission_kind = $1 and current_state = 'Queued' and offered_at is null and routing is null "
        + "and (priority > $2 or (priority = $2 and queued_at < $3)) limit 10000) as first";

    private const string UnderWay =
        "select count(*) from missions where mission_kind = $1 and (current_state in ('Claimed', 'Running') or (current_state = 'Queued' and offered_at is not null))";

    /// <summary>The answer; null when there is no such mission.</summary>
    public async Task<PlacementView?> ExplainAsync(Guid missionId, CancellationToken cancellationToken)
    {
        if (await store.QueryAsync(Mission, Read, [missionId], cancellationToken) is not [var mission, ..])
            return null;

        var routing = MissionRouting.Read(mission.Routing);
        var underWay = (await store.QueryAsync(UnderWay, static row => row.GetInt64(0), [mission.Kind], cancellationToken))[0];
        var fleetLimits = await limits.ShowAsync(mission.Kind, underWay, cancellationToken);
        var states = (await store.QueryAsync($"select {FactoryRow.Columns} from factory_states", FactoryRow.Read, [], cancellationToken))
            .ToDictionary(static state => state.FactoryId, StringComparer.Ordinal);
        var use = await book.SlotUseAsync(cancellationToken);
        var choice = new PlacementChoice(
            directory.Factories, use, static _ => 0, factory => states.TryGetValue(factory.FactoryId, out var state) ? book.StatusOf(state) : FactoryStatus.Online);
        var demand = new MissionDemand(mission.Kind, routing, routing.RetriesElsewhere && mission.Attempt > 0 ? mission.FactoryId : null);
        var isLimited = fleetLimits.Any(static limit => limit.IsReached);
        var candidates = choice.Judge(demand).Select(one => View(one.Factory, one.Status, one.Objection, isLimited)).ToList();
        var (placed, because) = await ChoiceAsync(missionId, mission, cancellationToken);
        long? ahead = mission is { State: MissionLifeState.Queued, OfferedAt: null, Routing: null, QueuedAt: { } queued }
            ? (await store.QueryAsync(Ahead, static row => row.GetInt64(0), [mission.Kind, mission.Priority, queued], cancellationToken))[0]
            : null;
        return new PlacementView
        {
            JobId = missionId,
            MissionKind = mission.Kind,
            State = mission.State,
            Summary = Summary(mission, candidates, fleetLimits, placed, ahead),
            Routing = RoutingViews.Of(mission.Routing),
            PlacedFactoryId = placed,
            PlacedBecause = because,
            Limits = fleetLimits,
            Ahead = ahead,
            Factories = candidates,
        };
    }

    private static CandidateView View(KnownFactory factory, FactoryStatus status, Objection? objection, bool isLimited) => objection is not null
        ? new CandidateView(factory.FactoryId, status, false, objection.Reason, objection.Detail)
        : isLimited
            ? new CandidateView(factory.FactoryId, status, false, PlacementReasons.RateLimit, "A limit of the whole fleet is reached.")
            : new CandidateView(factory.FactoryId, status, true);

    private string Summary(
        WaitingMission mission, IReadOnlyList<CandidateView> candidates, IReadOnlyList<LimitView> fleetLimits, string? placed, long? ahead) => mission.State switch
    {
        MissionLifeState.Scheduled => $"It is to start at {mission.StartAt:O}.",
        MissionLifeState.Retrying => $"Its attempt {mission.Attempt} failed; the next one is due at {mission.NextAttemptAt:O}.",
        MissionLifeState.Claimed or MissionLifeState.Running => $"{placed} has it.",
        MissionLifeState.Queued when mission.PlacedFactoryId is not null => $"It was offered to {mission.PlacedFactoryId} {Ago(mission.OfferedAt)}, which has not claimed it yet.",
        MissionLifeState.Queued when mission.OfferedAt is not null => $"It was offered to all factories with the kind {Ago(mission.OfferedAt)}; the first one that claims it gets it.",
        MissionLifeState.Queued => Waits(candidates, fleetLimits, ahead),
        _ => $"It has ended: {mission.State.WireName()}.",
    };

    private static string Waits(IReadOnlyList<CandidateView> candidates, IReadOnlyList<LimitView> fleetLimits, long? ahead)
    {
        var order = ahead > 0 ? string.Create(CultureInfo.InvariantCulture, $" {ahead} missions of its kind go first.") : "";
        if (fleetLimits.FirstOrDefault(static limit => limit.IsReached) is { } reached)
            return $"A limit holds it up: {reached.Name}, {reached.Rule}.{order}";
        if (candidates.Any(static candidate => candidate.Fits))
            return $"A factory with a free slot fits; it goes there in a moment.{order}";

        var busy = candidates.Count(static candidate => candidate.Reason == PlacementReasons.NoFreeSlot);
        if (busy > 0)
            return string.Create(CultureInfo.InvariantCulture, $"It waits for a slot: the {busy} factories that fit are full.{order}");
        if (candidates.Count == 0)
            return "No factory was ever heard.";

        var reasons = candidates.GroupBy(static candidate => candidate.Reason).OrderByDescending(static group => group.Count()).Select(static group => $"{group.Count()} {group.Key}");
        return $"No factory fits: {string.Join(", ", reasons)}. It waits until one does, or its deadline passes.";
    }

    private async Task<(string? FactoryId, string? Because)> ChoiceAsync(Guid missionId, WaitingMission mission, CancellationToken cancellationToken)
    {
        var events = await store.QueryAsync(
            LastChoice, static row => (Event: row.GetString(0), Details: row.IsDBNull(1) ? null : row.GetString(1)), [missionId], cancellationToken);
        var placed = mission.PlacedFactoryId ?? (mission.State is MissionLifeState.Queued or MissionLifeState.Scheduled or MissionLifeState.Retrying ? null : mission.FactoryId);
        if (placed is null)
            return (null, null);
        foreach (var (_, details) in events)
        {
            if (details is not null && JsonElement.Parse(details) is var said && said.TryGetProperty("factory_id", out var id) && id.GetString() == placed
                && said.TryGetProperty("reason", out var reason))
                return (placed, reason.GetString());
        }

        return (placed, "It was the first to claim the offer from the queue of its kind.");
    }

    private string Ago(DateTimeOffset? then) => string.Create(CultureInfo.InvariantCulture, $"{(time.GetUtcNow() - then)?.TotalSeconds ?? 0:0.0} s ago");

    private static WaitingMission Read(DbDataReader row) => new(
        row.GetString(0),
        MissionRow.StateOf(row.GetString(1)),
        row.IsDBNull(2) ? null : row.GetString(2),
        row.GetInt32(3),
        row.IsDBNull(4) ? null : row.GetString(4),
        row.IsDBNull(5) ? null : row.GetString(5),
        row.GetInt32(6),
        row.IsDBNull(7) ? null : row.GetInt64(7),
        Time(row, 8),
        Time(row, 9),
        Time(row, 10));

    private static DateTimeOffset? Time(DbDataReader row, int column) => row.IsDBNull(column) ? null : MissionRow.TimeOf(row.GetInt64(column));

    private sealed record WaitingMission(
        string Kind, MissionLifeState State, string? Routing, int Attempt, string? FactoryId, string? PlacedFactoryId, int Priority, long? QueuedAt,
        DateTimeOffset? OfferedAt, DateTimeOffset? StartAt, DateTimeOffset? NextAttemptAt);
}
