using Corporation.RedisStreams.Connection;
using Corporation.RedisStreams.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Corporation.RedisStreams.Receiving;

/// <summary>Mends what an accident at the server took from a consumer: the queue, its name, or a reply.</summary>
internal sealed class ReceiverRepair(
    ReceiverSettings settings,
    QueueScripts scripts,
    InFlight inFlight,
    Settler settler,
    ServerClock clock,
    ILogger logger,
    TimeProvider time)
{
    private volatile bool _mayHaveLostReplies;

    /// <summary>Declares the queue as it was configured; existing things stay as they are.</summary>
    public required Func<CancellationToken, Task> Redeclare { get; init; }

    /// <summary>Called afterwards: leases and ownership may be lost.</summary>
    public required Action Repaired { get; init; }

    /// <summary>Whether there is something for <see cref="ReturnLostRepliesAsync"/> to do, perhaps.</summary>
    public bool ExpectsLostReplies => _mayHaveLostReplies;

    /// <summary>The server may have handed out entries in a reply that never arrived.</summary>
    public void ExpectLostReplies() => _mayHaveLostReplies = true;

    /// <summary>Takes a name for the first time, and declares the queue if somebody removed it meanwhile.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            await SitDownAsync();
        }
        catch (Exception exception) when (ServerTrouble.KindOf(exception) == TroubleKind.QueueGone)
        {
            await Redeclare(cancellationToken);
            await SitDownAsync();
        }
    }

    /// <summary>
    /// Declares the queue again, and takes a new name if another process has the old one: then all that it had is another's.
    /// </summary>
    public async Task RepairAsync(CancellationToken cancellationToken)
    {
        await Redeclare(cancellationToken);
        var upkeep = await scripts.MaintainAsync(
            settler.Seat, settings.LeaseDuration, settings.SeatDuration, 2 * settings.AutoDeleteOnIdle, topics: []);
        if (!upkeep.HasSeat)
        {
            foreach (var delivery in inFlight.ToList())
                settler.Lose(delivery);
            await SitDownAsync();
        }

        ReceiveMetrics.Heals.Add(1, ReceiveMetrics.Of(settings.Queue));
        Log.QueueHealed(logger, settings.Queue.Value, settler.Seat.Name);
        Repaired();
    }

    /// <summary>
    /// Gives back what is pending to this consumer without its knowledge. Without that it would wait until its lease ends.
    /// </summary>
    public async Task ReturnLostRepliesAsync()
    {
        if (!_mayHaveLostReplies)
            return;

        var known = inFlight.ToList().Select(delivery => delivery.Place).ToHashSet();
        var returned = await scripts.ReturnUnknownAsync(settler.Seat, known);
        _mayHaveLostReplies = false;
        if (returned > 0)
            Log.LostRepliesReturned(logger, settings.Queue.Value, returned);
    }

    private async Task SitDownAsync()
    {
        var asked = time.GetTimestamp();
        var (seat, now) = await scripts.OpenConsumerAsync(settings.ConsumerNamePrefix, settings.ConsumerToken, settings.SeatDuration);
        clock.Observe(now, asked);
        settler.Seat = seat;
    }
}
