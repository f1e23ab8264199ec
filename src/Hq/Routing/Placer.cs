using System.Threading.Channels;
using Corporation.Contracts;
using Corporation.Contracts.Missions;
using Corporation.Hq.Diagnostics;
using Corporation.Hq.Fleet;
using Corporation.Hq.Sharing;
using Corporation.Sagas.FactoryLife;
using Corporation.Sagas.MissionLife;
using Corporation.SagaStore.Writing;
using MassTransit;

namespace Corporation.Hq.Routing;

/// <summary>
/// Sends missions that ask something of a factory to one that fits, as soon as there is one with a free slot. What does not fit anywhere waits in the store.
/// </summary>
internal sealed class Placer(PlacementBook book, FactoryDirectory directory, IBus bus, TimeProvider time, ILogger<Placer> logger) : BackgroundService, ICommitObserver, INewsListener
{
    private static readonly TimeSpan OthersTurn = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    /// <summary>What no event tells of (a lapsed silence, another HQ that died) is seen then.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private volatile bool _mayWait = true;

    /// <inheritdoc />
    public void Committed(IReadOnlyList<object> insertedRows)
    {
        foreach (var row in insertedRows)
        {
            if (row is MissionEvent { Event: MissionEventNames.Queued or MissionEventNames.OfferLapsed, IsRouted: true })
            {
                _mayWait = true;
                Wake();
            }
            else if (row is FactoryEvent || (_mayWait && row is MissionEvent change && FreesSlot(change.Event)))
            {
                Wake();
            }
        }
    }

    /// <inheritdoc />
    public void CommittedElsewhere(IReadOnlyList<object> rows)
    {
        // What comes from elsewhere says only what happened. The other HQ places what it has queued; here it matters that slots became free.
        if (!_mayWait)
            return;
        foreach (var row in rows)
        {
            if (row is MissionEvent change && FreesSlot(change.Event))
                Wake();
        }
    }

    /// <inheritdoc />
    public void FleetChanged() => LookForYourself();

    /// <inheritdoc />
    public void LookForYourself()
    {
        _mayWait = true;
        Wake();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        directory.Changed += LookForYourself;
        try
        {
            var wait = TimeSpan.Zero;
            while (!stoppingToken.IsCancellationRequested)
            {
                await WaitAsync(wait, stoppingToken);
                wait = await TryPlaceAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping: what waits is in the store.
        }
        finally
        {
            directory.Changed -= LookForYourself;
        }
    }

    private static bool FreesSlot(string what) => MissionEventNames.IsTerminal(what)
        || what is MissionEventNames.RetryScheduled or MissionEventNames.Released or MissionEventNames.OfferLapsed;

    private void Wake() => _wake.Writer.TryWrite(true);

    private async Task WaitAsync(TimeSpan longest, CancellationToken stoppingToken)
    {
        if (longest <= TimeSpan.Zero)
            return;
        using var timeout = new CancellationTokenSource(longest, time);
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

    /// <returns>How long to wait for a signal at most.</returns>
    private async Task<TimeSpan> TryPlaceAsync(CancellationToken stoppingToken)
    {
        try
        {
            var begin = time.GetTimestamp();
            if (await book.PlaceAsync(stoppingToken) is not { } turn)
                return OthersTurn;

            _mayWait = turn.IsAnyWaiting;
            if (turn is { Offers.Count: 0, IsAnyWaiting: true })
            {
                // Thousands that wait for what is not there are not read again with every slot that becomes free.
                var pause = 4 * time.GetElapsedTime(begin);
                await Task.Delay(pause < LongestPause ? pause : LongestPause, time, stoppingToken);
            }

            await Task.WhenAll(turn.Offers.Select(offer => SendAsync(offer, stoppingToken)));
            return turn.LookAgainIn is { } again && again < LongestWait ? again : LongestWait;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Whatever it was: what was placed and not sent lapses, and is placed again.
            Log.PlacingFailed(logger, exception);
            return PauseAfterFailure;
        }
    }

    private async Task SendAsync(PlacedOffer placed, CancellationToken stoppingToken)
    {
        var queue = await bus.GetSendEndpoint(QueueNames.Address(QueueNames.OfFactory(placed.FactoryId)));
        await queue.Send(placed.Offer, stoppingToken);
    }
}
