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
    QueuedOffers queued,
    IBus bus,
    TimeProvider time,
    ILogger<OfferDispatcher> logger) : BackgroundService
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, bool> _waitingForLimits = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task<ISendEndpoint>> _queues = new(StringComparer.Ordinal);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        directory.Changed += backlog.RaiseAll;
        try
        {
            backlog.RaiseAll();
            await Task.WhenAll(OfferWaitingAsync(stoppingToken), OfferQueuedAsync(stoppingToken));
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

    private async Task OfferWaitingAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            foreach (var (kind, isQueued) in await backlog.NextAsync(stoppingToken))
                await OfferAsync(kind, isQueued, stoppingToken);
        }
    }

    private async Task OfferQueuedAsync(CancellationToken stoppingToken)
    {
        while (await queued.Taken.WaitToReadAsync(stoppingToken))
        {
            var offers = new List<ExecuteMission>();
            while (queued.Taken.TryRead(out var taken))
                offers.AddRange(taken);

            try
            {
                await SendAsync(offers, stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                foreach (var kind in offers.Select(static offer => offer.MissionKind).Distinct(StringComparer.Ordinal))
                    Log.OfferingFailed(logger, kind, exception);
            }
        }
    }

    private async Task OfferAsync(string kind, bool isQueued, CancellationToken stoppingToken)
    {
        var slots = directory.Find(kind)?.Slots ?? 0;
        if (slots == 0)
            return;

        try
        {
            // Before looking: a slot that becomes free while it is under way is not in what it saw.
            var mark = backlog.Remember(kind);

            // Most looks after something else find nothing, and looking costs the writer more than a reader.
            if (!isQueued && !await book.AnyWaitingAsync(kind, stoppingToken))
            {
                backlog.Forget(kind, mark);
                return;
            }

            if (await book.TakeAsync(kind, slots, stoppingToken) is not { } turn)
            {
                // What it chose from may have been read before the mission at hand was stored.
                await Task.Delay(OfferBook.OthersTurn, time, stoppingToken);
                backlog.Raise(kind);
                return;
            }

            if (!turn.MayBeMore)
                backlog.Forget(kind, mark);
            await SendAsync(turn.Offers, stoppingToken);

            // No event tells that a limit lets the next one begin.
            if (turn.LookAgainIn is { } again)
                RaiseLater(kind, again, stoppingToken);

            // A full batch may have left slots free.
            if (turn.Offers.Count == OfferBook.BatchSize)
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

    private void RaiseLater(string kind, TimeSpan delay, CancellationToken stoppingToken)
    {
        if (_waitingForLimits.TryAdd(kind, true))
            _ = RaiseAsync();

        async Task RaiseAsync()
        {
            await Task.Delay(delay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _waitingForLimits.TryRemove(kind, out _);
            backlog.Raise(kind);
        }
    }

    /// <summary>Begun in their order and not one after the other's answer: what is begun together travels together.</summary>
    private Task SendAsync(IReadOnlyList<ExecuteMission> offers, CancellationToken stoppingToken) =>
        Task.WhenAll(offers.Select(offer => SendAsync(offer, stoppingToken)));

    private async Task SendAsync(ExecuteMission offer, CancellationToken stoppingToken)
    {
        var queue = await QueueOfAsync(offer.MissionKind);
        using var step = MissionTrace.Begin("offer mission", ActivityKind.Producer, offer.MissionId, offer.MissionKind);
        await queue.Send(offer, stoppingToken);
    }

    private Task<ISendEndpoint> QueueOfAsync(string kind) =>
        _queues.GetOrAdd(kind, name => bus.GetSendEndpoint(QueueNames.Address(QueueNames.OfKind(name))));
}
