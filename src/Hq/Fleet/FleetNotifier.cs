using System.Threading.Channels;
using Corporation.Contracts;
using Corporation.Contracts.Announcing;
using Corporation.Contracts.Fleet;
using Corporation.Hq.Diagnostics;
using Corporation.Sagas.FactoryLife;
using Corporation.SagaStore.Reading;
using Corporation.SagaStore.Writing;
using MassTransit;

namespace Corporation.Hq.Fleet;

/// <summary>Tells the bus what happened to factories, and factories what they are to do, once it is stored.</summary>
/// <remarks>Both may be lost: an order is repeated by the answer to the next heartbeat, and the history is the truth for everybody else.</remarks>
internal sealed class FleetNotifier(IStoreReader store, IBus bus, TimeProvider time, ILogger<FleetNotifier> logger) : BackgroundService, ICommitObserver
{
    private const int Capacity = 10_000;

    /// <summary>An order that lay about for that long is told by the answer to a heartbeat anyway.</summary>
    private static readonly TimeSpan OrderLife = TimeSpan.FromMinutes(5);

    private readonly Channel<FactoryEvent> _events = Channel.CreateBounded<FactoryEvent>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <inheritdoc />
    public void Committed(IReadOnlyList<object> insertedRows)
    {
        foreach (var row in insertedRows)
        {
            if (row is FactoryEvent happened)
                _events.Writer.TryWrite(happened);
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var happened in _events.Reader.ReadAllAsync(stoppingToken))
                await TryTellAsync(happened, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    /// <summary>
    /// Says again to every factory that may be there what it is to do. One whose heartbeats were not answered lately waits up to minutes for its next try: so it hears that HQ is back.
    /// </summary>
    public async Task CallAsync(CancellationToken cancellationToken)
    {
        var factories = await store.QueryAsync(
            $"select {FactoryRow.Columns} from factory_states where epoch > 0 and current_state <> '{nameof(FactoryPresence.Offline)}' and source <> '{FactorySources.Headquarters}'",
            FactoryRow.Read, [], cancellationToken);
        foreach (var factory in factories)
            await SendOrderAsync(factory, cancellationToken);
    }

    private static bool IsOrder(string what) => what is FactoryEventNames.Paused or FactoryEventNames.Resumed or FactoryEventNames.Draining
        or FactoryEventNames.Quarantined or FactoryEventNames.CommandExpired;

    private async Task TryTellAsync(FactoryEvent happened, CancellationToken stoppingToken)
    {
        try
        {
            if (IsOrder(happened.Event))
                await SendOrderAsync(happened.FactoryId, stoppingToken);
            await bus.Publish(
                new FactoryStatusChanged
                {
                    FactoryId = happened.FactoryId,
                    Event = happened.Event,
                    Status = Enum.Parse<FactoryStatus>(happened.Status),
                    Reason = happened.Reason,
                    Actor = happened.Actor,
                    OccurredAt = happened.OccurredAt,
                    Position = happened.Position,
                },
                stoppingToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.FleetNewsNotSent(logger, happened.FactoryId, happened.Event, exception.Message);
        }
    }

    private double? Left(DateTimeOffset? until) => until is { } end ? Math.Max(0, (end - time.GetUtcNow()).TotalSeconds) : null;

    private async Task SendOrderAsync(string factoryId, CancellationToken stoppingToken)
    {
        if (await store.FindAsync<FactoryState>(FactoryKey.Of(factoryId), stoppingToken) is { Epoch: > 0, Presence: FactoryPresence.Online } factory)
            await SendOrderAsync(factory, stoppingToken);
    }

    private async Task SendOrderAsync(FactoryState factory, CancellationToken stoppingToken)
    {
        var queue = await bus.GetSendEndpoint(QueueNames.Address(QueueNames.OfFactory(factory.FactoryId)));
        await queue.Send(
            new ControlFactory { Mode = factory.ModeNow, ModeReason = factory.ModeReason, Revision = factory.Revision, DrainSeconds = Left(factory.DrainUntil) },
            order => order.TimeToLive = OrderLife,
            stoppingToken);
    }
}
