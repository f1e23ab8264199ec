using System.Data.Common;
using System.Text.Json;
using System.Threading.Channels;
using Corporation.Contracts.Announcing;
using Corporation.Hq.Diagnostics;
using Corporation.Hq.Sharing;
using Corporation.Runtime.Messaging;
using Corporation.SagaStore.Reading;
using Corporation.SagaStore.Writing;
using Corporation.Sagas.FactoryLife;
using Corporation.Sagas.Storage;

namespace Corporation.Hq.Fleet;

/// <summary>Reads from the store which factories there are: at the start, when another HQ says that they changed, and now and then.</summary>
/// <remarks>
/// On a bus that outlives this process so do the factories: one that is online has slots, whichever HQ heard it. Within one process
/// a factory of the process before is gone, and has none.
/// </remarks>
internal sealed class FleetReader(FactoryDirectory directory, IStoreReader store, FleetStanding standing, BusChoice bus, TimeProvider time, ILogger<FleetReader> logger)
    : BackgroundService, INewsListener, ICommitObserver
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(30);

    private const string Facts =
        "s.current_state, s.mode, s.degraded_reason, s.labels, s.max_concurrency, s.obeyed_mode, s.last_seen_at, s.interval_seconds, s.deployment_profile";

    // One that has registered over HTTP has no process that HQ could talk to, and no kinds. One that beats and is not among the others was forgotten, and must announce itself again.
    private const string Factories =
        $"""
        select f.factory_id, f.epoch, f.withdrawn_at is null, true, {Facts}
        from factories f left join factory_states s on s.factory_id = f.factory_id
        union all
        select s.factory_id, s.epoch, true, false, {Facts}
        from factory_states s where not exists (select 1 from factories f where f.factory_id = s.factory_id)
        """;

    private const string Kinds = "select factory_id, announcement from factory_kinds order by factory_id, mission_kind";

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <inheritdoc />
    public void FleetChanged() => _wake.Writer.TryWrite(true);

    /// <inheritdoc />
    public void LookForYourself() => _wake.Writer.TryWrite(true);

    /// <summary>Reads now.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var notes = directory.Notes;
        var factories = await store.QueryAsync(Factories, ReadFactory, [], cancellationToken);

        // Schemas are most of what there is to read, and a process announces its kinds once and for all.
        var known = directory.Factories.ToDictionary(factory => factory.FactoryId, StringComparer.Ordinal);
        if (factories.Any(factory => !(known.TryGetValue(factory.FactoryId, out var one) && one.Epoch == factory.Epoch && one.HasAnnounced == factory.HasAnnounced)))
        {
            var kinds = (await store.QueryAsync(Kinds, ReadKind, [], cancellationToken)).ToLookup(kind => kind.FactoryId, kind => kind.Kind, StringComparer.Ordinal);
            directory.Load([.. factories.Select(factory => factory with { Kinds = [.. kinds[factory.FactoryId]] })], notes);
        }
        else
        {
            directory.Load([.. factories.Select(factory => factory with { Kinds = known[factory.FactoryId].Kinds })], notes);
        }

        // Of what was announced meanwhile the store was not believed.
        if (directory.Notes != notes)
            FleetChanged();
    }

    /// <inheritdoc />
    public void Committed(IReadOnlyList<object> insertedRows)
    {
        foreach (var row in insertedRows)
        {
            if (row is FactoryEvent)
                FleetChanged();
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await WaitAsync(stoppingToken);
                await TryReadAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private StoredFactory ReadFactory(DbDataReader row)
    {
        var (id, epoch) = (row.GetString(0), row.GetInt64(1));
        FactoryFacts? facts = null;
        if (!row.IsDBNull(4))
        {
            // As people are told it (FleetBook): by its own word as well, and by its silence now.
            var state = new FactoryState
            {
                CurrentState = row.GetString(4),
                Mode = row.GetString(5),
                ObeyedMode = row.IsDBNull(9) ? null : row.GetString(9),
                LastSeenAt = UnixMicroseconds.ToTime(row.GetInt64(10)),
                IntervalSeconds = row.GetDouble(11),
                DeploymentProfile = row.GetString(12),
            };
            facts = new FactoryFacts(
                standing.PresenceOf(state), state.ModeAsSeen, row.IsDBNull(6) ? null : row.GetString(6), row.GetString(7), row.IsDBNull(8) ? null : row.GetInt32(8));
        }

        // Nobody but this process itself is on its own bus.
        return new StoredFactory(id, epoch, [], row.GetBoolean(2) && facts is not null && (bus.SurvivesProcess || directory.HasHeard(id, epoch)), facts, row.GetBoolean(3));
    }

    private static (string FactoryId, KindAnnouncement Kind) ReadKind(DbDataReader row) => (
        row.GetString(0),
        JsonSerializer.Deserialize<KindAnnouncement>(row.GetString(1))
            ?? throw new InvalidOperationException($"A stored announcement of factory {row.GetString(0)} is empty."));

    private async Task WaitAsync(CancellationToken stoppingToken)
    {
        using var timeout = new CancellationTokenSource(LookInterval, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stoppingToken);
        try
        {
            await _wake.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            // Nobody called: time to look.
        }
    }

    private async Task TryReadAsync(CancellationToken stoppingToken)
    {
        try
        {
            await ReadAsync(stoppingToken);
        }
        catch (Exception exception) when (exception is StoreUnavailableException or JsonException or InvalidOperationException)
        {
            Log.FleetNotRead(logger, exception.Message);
        }
    }
}
