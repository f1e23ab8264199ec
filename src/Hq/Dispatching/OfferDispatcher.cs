using System.Collections.Concurrent;
using System.Diagnostics;
using Corporation.Contracts;
using Corporation.Contracts.Offering;
using Corporation.Hq.Diagnostics;
using Corporation.Hq.Fleet;
using Corporation.Runtime.Telemetry;
using MassTransit;

namespace Corporation.Hq.Dispatching;

/// <summary>
/// Puts offers on the bus: of each kind as many as its factories have free slots, best priority first, then longest in the queue. So the
/// backlog stays in the store, where it has an order, survives everything and costs no memory, and a later but more urgent mission overtakes.
/// </summary>
internal sealed class OfferDispatcher(
    FactoryDirectory directory,
    BacklogSignal backlog,
    OfferBook book,
    IBus bus,
    TimeProvider time,
    ILogger<OfferDispatcher> logger) : BackgroundService
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    /// <summary>About as long as another HQ takes to choose and commit.</summary>
    private static readonly TimeSpan OthersTurn = TimeSpan.FromMilliseconds(5);

    private readonly ConcurrentDictionary<string, Task<ISendEndpoint>> _queues = new(StringComparer.Ordinal);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        directory.Changed += backlog.RaiseAll;
        try
        {
            backlog.RaiseAll();
            while (!stoppingToken.IsCancellationRequested)
            {
                foreach (var (kind, isQueued) in await backlog.NextAsync(stoppingToken))
                    await OfferAsync(kind, isQueued, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping: what is queued stays in the store.
        }
        finally
        {
            directory.Changed -= backlog.RaiseAll;
        }
    }

    private async Task OfferAsync(string kind, bool isQueued, CancellationToken stoppingToken)
    {
        var slots = directory.Find(kind)?.Slots ?? 0;
        if (slots == 0)
            return;

        try
        {
            // Most looks after something else find nothing, and looking costs the writer more than a reader.
            if (!isQueued && !await book.AnyWaitingAsync(kind, stoppingToken))
                return;

            var offers = await book.TakeAsync(kind, slots, stoppingToken);
            if (offers is null)
            {
                // What it chose from may have been read before the mission at hand was stored.
                await Task.Delay(OthersTurn, time, stoppingToken);
                backlog.Raise(kind);
                return;
            }

            if (offers.Count == 0)
                return;

            // Begun in their order and not one after the other's answer: what is begun together travels together.
            var queue = await QueueOfAsync(kind);
            await Task.WhenAll(offers.Select(offer => SendAsync(queue, offer, stoppingToken)));

            // A full batch may have left slots free.
            if (offers.Count == OfferBook.BatchSize)
                backlog.Raise(kind);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Whatever it was: a dispatcher that ends would take the whole of HQ with it. An offer that was marked and not sent lapses, and is offered again: no mission waits for ever.
            Log.OfferingFailed(logger, kind, exception);
            await Task.Delay(PauseAfterFailure, time, stoppingToken);
            backlog.Raise(kind);
        }
    }

    private static async Task SendAsync(ISendEndpoint queue, ExecuteMission offer, CancellationToken stoppingToken)
    {
        using var step = MissionTrace.Begin("offer mission", ActivityKind.Producer, offer.MissionId, offer.MissionKind);
        await queue.Send(offer, stoppingToken);
    }

    private Task<ISendEndpoint> QueueOfAsync(string kind) =>
        _queues.GetOrAdd(kind, name => bus.GetSendEndpoint(QueueNames.Address(QueueNames.OfKind(name))));
}
