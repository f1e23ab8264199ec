using System.Data.Common;
using System.Text.Json;
using System.Threading.Channels;
using Corporation.Contracts.Announcing;
using Corporation.Hq.Diagnostics;
using Corporation.Hq.Querying;
using Corporation.Hq.Sharing;
using Corporation.Runtime.Messaging;
using Corporation.SagaStore.Reading;
using Corporation.SagaStore.Writing;

namespace Corporation.Hq.Fleet;

/// <summary>Reads from the store which factories there are: at the start, when another HQ says that they changed, and now and then.</summary>
/// <remarks>
/// On a bus that outlives this process so do the factories: one that announced itself lately has slots, whichever HQ heard it. Within one process
/// a factory of the process before is gone, and has none.
/// </remarks>
internal sealed class FleetReader(FactoryDirectory directory, IStoreReader store, BusChoice bus, TimeProvider time, ILogger<FleetReader> logger)
    : BackgroundService, INewsListener
{
    /// <summary>Factories announce themselves again every 30 seconds.</summary>
    private static readonly TimeSpan Presence = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(30);

    private const string Factories = "select factory_id, epoch, announced_at, withdrawn_at is null from factories";
    private const string Kinds = "select factory_id, announcement from factory_kinds order by factory_id, mission_kind";

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <inheritdoc />
    public void FleetChanged() => _wake.Writer.TryWrite(true);

    /// <inheritdoc />
    public void LookForYourself() => _wake.Writer.TryWrite(true);

    /// <summary>Reads now.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var kinds = (await store.QueryAsync(Kinds, ReadKind, [], cancellationToken)).ToLookup(kind => kind.FactoryId, kind => kind.Kind, StringComparer.Ordinal);
        var present = time.GetUtcNow() - Presence;
        var factories = await store.QueryAsync(
            Factories,
            row => new StoredFactory(
                row.GetString(0), row.GetInt64(1), [.. kinds[row.GetString(0)]],
                bus.SurvivesProcess && MissionRow.TimeOf(row.GetInt64(2)) > present && row.GetBoolean(3)),
            [],
            cancellationToken);
        directory.Load(factories);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Nobody else announces anything to this process's own bus.
        if (!bus.SurvivesProcess)
            return;

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
