using System.Text.Json;
using System.Text.Json.Nodes;
using Corporation.Contracts.Fleet;
using Corporation.Contracts.Missions;
using Corporation.Contracts.Offering;
using Corporation.Hq.Fleet;
using Corporation.Hq.Limiting;
using Corporation.Hq.Querying;
using Corporation.Sagas.MissionLife;
using Corporation.Sagas.Storage;
using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Reading;
using Corporation.SagaStore.Writing;
using Microsoft.Extensions.Options;

namespace Corporation.Hq.Routing;

/// <summary>Finds factories for missions that ask something of them, and takes missions back from factories that went away: each turn is one transaction.</summary>
internal sealed class PlacementBook(
    IStoreReader reader, IStoreWriter store, FactoryDirectory directory, LimitBook limits, IOptions<MissionLifeOptions> options, TimeProvider time)
{
    private static readonly TimeSpan LastUsedLife = TimeSpan.FromSeconds(1);

    private const int PageSize = 2_000;

    /// <summary>With <see cref="MostPlaced"/> it bounds how long the writer is busy with one turn; the next one goes on from there.</summary>
    private const int MostPages = 10;

    private const int MostPlaced = 100;

    // HQs that choose at once would fill the same slots. Whoever comes second looks again a moment later.
    private const string TryTurn = "select pg_try_advisory_xact_lock(hashtextextended('corporation.placing', 0))";

    private const string MarkPlaced =
        """
        where mission_id = $1 and current_state = 'Queued' and offered_at is null and routing is not null
        returning last_sequence, attempt, priority, timeout_seconds, max_retries, deadline_at, idempotency_key, task
        """;

    private const string TakeBack =
        """
        update missions set offered_at = null, placed_factory_id = null, updated_at = $2, last_sequence = last_sequence + 1, version = version + 1, wake_at = deadline_at
        where current_state = 'Queued' and placed_factory_id = $1
        returning mission_id, last_sequence, attempt, mission_kind
        """;

    private readonly long _offerTimeout = (long)options.Value.OfferTimeout.TotalMicroseconds;

    /// <summary>Where the next turn goes on; null for the beginning.</summary>
    private WaitingMission? _after;

    /// <summary>When each factory last ended something or was last chosen.</summary>
    private Dictionary<string, long>? _lastUsed;
    private long _lastUsedReadAt;

    /// <summary>Places what can be placed.</summary>
    /// <returns>What to send where; null when another HQ is at it.</returns>
    public async Task<PlacementTurn?> PlaceAsync(CancellationToken cancellationToken)
    {
        var lastUsed = await LastUsedAsync(cancellationToken);
        return await store.WriteAsync(session => Place(session, lastUsed), cancellationToken);
    }

    // What ended longer ago makes no difference: such a factory is idle. Not within the transaction, which holds up every other writer.
    private async Task<Dictionary<string, long>> LastUsedAsync(CancellationToken cancellationToken)
    {
        if (_lastUsed is null || time.GetElapsedTime(_lastUsedReadAt) >= LastUsedLife)
        {
            _lastUsedReadAt = time.GetTimestamp();
            _lastUsed = (await reader.QueryAsync(
                    "select factory_id, max(last_ended_at) from attempt_tallies where period >= $1 group by factory_id",
                    static row => (Factory: row.GetString(0), At: row.GetInt64(1)),
                    [TallyKeeper.PeriodOf(time.GetUtcNow() - TallyKeeper.Period)],
                    cancellationToken))
                .ToDictionary(static row => row.Factory, static row => row.At, StringComparer.Ordinal);
        }

        return _lastUsed;
    }

    private PlacementTurn? Place(IWriteSession session, Dictionary<string, long> lastUsed)
    {
        if (session.Engine == StoreEngine.PostgreSql && !session.Query(TryTurn, static row => row.GetBoolean(0))[0])
            return null;

        var factories = directory.Factories;
        var now = time.GetUtcNow();
        Return(session, factories, now);
        var waiting = Waiting(session, _after);
        if (waiting.Count == 0)
        {
            var isEnd = _after is null;
            _after = null;
            return new PlacementTurn([], IsAnyWaiting: !isEnd, isEnd ? null : TimeSpan.Zero);
        }

        var use = new SlotUse(session.Query(SlotUse.Sql, SlotUse.Read));
        var choice = new PlacementChoice(factories, use, id => lastUsed.GetValueOrDefault(id), static factory => factory.Facts?.Status ?? FactoryStatus.Online);
        var placed = new List<PlacedOffer>();
        var hopeless = new HashSet<MissionDemandKey>();
        var fleet = new FleetLimits(limits, session);
        var routings = new Dictionary<string, MissionRouting>(StringComparer.Ordinal);
        TimeSpan? again = null;

        // However many wait for what is not there: what could go somewhere is found behind them.
        for (var page = 1; ; page++)
        {
            foreach (var one in waiting)
            {
                if (placed.Count == MostPlaced)
                {
                    _after = null;
                    return new PlacementTurn(placed, IsAnyWaiting: true, TimeSpan.Zero);
                }

                // What one could not be placed for, another one that asks the same can't either.
                if (!routings.TryGetValue(one.Routing, out var routing))
                    routings[one.Routing] = routing = MissionRouting.Read(one.Routing);
                var failedAt = routing.RetriesElsewhere && one.Attempt > 0 ? one.LastFactoryId : null;
                var key = new MissionDemandKey(one.Kind, one.Routing, failedAt);
                if (hopeless.Contains(key))
                    continue;
                if (fleet.WaitOf(one.Kind) is { } wait)
                {
                    again = again is { } sooner && sooner < wait ? sooner : wait;
                    continue;
                }

                if (choice.Choose(new MissionDemand(one.Kind, routing, failedAt)) is not var (factory, because) || factory is null)
                    hopeless.Add(key);
                else if (Mark(session, one.MissionId, one.Kind, factory.FactoryId, because, now) is { } offer)
                {
                    placed.Add(offer);
                    use.Add(factory.FactoryId, one.Kind);
                    fleet.Spend(one.Kind);
                    lastUsed[factory.FactoryId] = UnixMicroseconds.Of(now) + placed.Count;
                }
            }

            if (waiting.Count < PageSize)
            {
                _after = null;
                return new PlacementTurn(placed, IsAnyWaiting: page > 1 || waiting.Count > placed.Count, again);
            }

            if (page == MostPages)
            {
                _after = waiting[^1];
                return new PlacementTurn(placed, IsAnyWaiting: true, TimeSpan.Zero);
            }

            waiting = Waiting(session, waiting[^1]);
        }
    }

    private static IReadOnlyList<WaitingMission> Waiting(IWriteSession session, WaitingMission? after) => session.Query(
        $"""
        select mission_id, mission_kind, routing, attempt, factory_id, priority, queued_at from missions {HqSql.IndexHint(session.Engine, "ix_missions_to_place")}
        where current_state = 'Queued' and offered_at is null and routing is not null
          and (priority < $1 or (priority = $1 and (queued_at > $2 or (queued_at = $2 and mission_id > $3))))
        order by priority desc, queued_at, mission_id limit $4
        """,
        static row => new WaitingMission(
            row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetInt32(3), row.IsDBNull(4) ? null : row.GetString(4), row.GetInt32(5), row.GetInt64(6)),
        after?.Priority ?? int.MaxValue, after?.QueuedAt ?? 0, after?.MissionId ?? Guid.Empty, PageSize);

    private PlacedOffer? Mark(IWriteSession session, Guid id, string kind, string factoryId, string because, DateTimeOffset now)
    {
        // One that is broken must not hold up all the others; the check of invariants tells of it.
        if (session.Query("select context from mission_payloads where mission_id = $1", static row => row.GetString(0), id) is not [var context, ..])
            return null;

        var marked = session.Query(
            $"""
            update missions set offered_at = $2, placed_factory_id = $4, updated_at = $2, last_sequence = last_sequence + 1, version = version + 1,
                   wake_at = {HqSql.Least(session.Engine)}($2 + $3, coalesce(deadline_at, $2 + $3))
            {MarkPlaced}
            """,
            row => (Sequence: row.GetInt64(0), Offer: new ExecuteMission
            {
                MissionId = id,
                MissionKind = kind,
                Attempt = row.GetInt32(1) + 1,
                Priority = row.GetInt32(2),
                TimeoutSeconds = row.GetDouble(3),
                MaxRetries = row.GetInt32(4),
                DeadlineAt = row.IsDBNull(5) ? null : UnixMicroseconds.ToTime(row.GetInt64(5)),
                IdempotencyKey = row.IsDBNull(6) ? null : row.GetString(6),
                Payload = new MissionPayload(row.GetString(7), default),
            }),
            id, UnixMicroseconds.Of(now), _offerTimeout, factoryId);
        if (marked.Count == 0)
            return null;

        var (sequence, offer) = marked[0];
        session.Insert(NewEvent(id, sequence, offer.Attempt - 1, kind, MissionEventNames.Offered, now, new JsonObject { ["factory_id"] = factoryId, ["reason"] = because }));
        return new PlacedOffer(factoryId, offer with { Payload = new MissionPayload(offer.Payload.Task, JsonElement.Parse(context)) });
    }

    /// <summary>Missions that were placed on a factory that has gone, or takes nothing new any more, wait for another one.</summary>
    private static void Return(IWriteSession session, IReadOnlyList<KnownFactory> factories, DateTimeOffset now)
    {
        var placed = session.Query(
            "select distinct placed_factory_id from missions where current_state = 'Queued' and placed_factory_id is not null", static row => row.GetString(0));
        foreach (var factoryId in placed)
        {
            var known = factories.FirstOrDefault(factory => factory.FactoryId == factoryId);
            var status = known?.Facts?.Status ?? (known is null ? FactoryStatus.Offline : FactoryStatus.Online);
            if (known is { IsThere: true } && status is FactoryStatus.Online or FactoryStatus.Quarantined or FactoryStatus.Paused or FactoryStatus.Draining
                && (status is FactoryStatus.Online || OnlyOrders(session, factoryId)))
                continue;

            foreach (var (id, sequence, attempt, kind) in session.Query(
                TakeBack, static row => (row.GetGuid(0), row.GetInt64(1), row.GetInt32(2), row.GetString(3)), factoryId, UnixMicroseconds.Of(now)))
            {
                session.Insert(NewEvent(id, sequence, attempt, kind, MissionEventNames.OfferLapsed, now, new JsonObject
                {
                    ["factory_id"] = factoryId,
                    ["reason"] = $"{factoryId} is {FleetWords.Of(status)} and has not claimed it.",
                }));
            }
        }
    }

    // Canaries and orders are meant for factories that take nothing else.
    private static bool OnlyOrders(IWriteSession session, string factoryId) => session.Query(
        "select mission_kind, routing from missions where current_state = 'Queued' and placed_factory_id = $1",
        static row => (Kind: row.GetString(0), Routing: MissionRouting.Read(row.IsDBNull(1) ? null : row.GetString(1))),
        factoryId).All(static one => one.Routing.PassesOrders(one.Kind));

    private static MissionEvent NewEvent(Guid missionId, long sequence, int attempt, string kind, string what, DateTimeOffset now, JsonObject details) => new()
    {
        MissionId = missionId,
        Sequence = sequence,
        OccurredAt = now,
        Event = what,
        Actor = Actors.Hq,
        Attempt = attempt,
        MissionKind = kind,
        Details = details.ToJsonString(JsonSerializerOptions.Web),
    };

    private sealed record WaitingMission(Guid MissionId, string Kind, string Routing, int Attempt, string? LastFactoryId, int Priority, long QueuedAt);

    private readonly record struct MissionDemandKey(string Kind, string Routing, string? FailedAt);
}

/// <summary>What was placed in one turn.</summary>
/// <param name="Offers">To be sent.</param>
/// <param name="IsAnyWaiting">Whether more wait.</param>
/// <param name="LookAgainIn">When time alone may have changed something; null when only events can.</param>
internal sealed record PlacementTurn(IReadOnlyList<PlacedOffer> Offers, bool IsAnyWaiting, TimeSpan? LookAgainIn);

/// <summary>An offer for one factory.</summary>
/// <param name="FactoryId">The factory.</param>
/// <param name="Offer">The envelope.</param>
internal sealed record PlacedOffer(string FactoryId, ExecuteMission Offer);
