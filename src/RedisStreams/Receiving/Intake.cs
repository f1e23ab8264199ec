using Corporation.RedisStreams.Diagnostics;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Receiving;

/// <summary>Takes in what a read brought: it counts from now on, and is handed to the workers or back to the server.</summary>
internal sealed class Intake(ReceiverSettings settings, InFlight inFlight, Dispatcher dispatcher, Settler settler, ILogger logger)
{
    /// <summary>Called after entries were read.</summary>
    public required Action NoteWork { get; init; }

    /// <summary>Starts a worker when it is executed.</summary>
    public IThreadPoolWorkItem NextWorker => dispatcher;

    /// <param name="read">Afterwards without those that were given back.</param>
    /// <param name="room">How many there is room for; the others go back.</param>
    /// <returns>Whether the caller must execute <see cref="NextWorker"/>, for nobody else will.</returns>
    public async ValueTask<bool> TakeAsync(List<Delivery> read, int room)
    {
        inFlight.Add(read);
        NoteWork();
        var again = read.Count(delivery => delivery.DeliveryCount > 1 || delivery.RedeliveryCount > 0);
        if (again > 0)
            ReceiveMetrics.Redeliveries.Add(again, ReceiveMetrics.Of(settings.Queue));
        if (read.Count > room)
            await ReturnAsync(read, read.Count - room);
        return dispatcher.Add(read);
    }

    // A wait over several lanes took more than there is room for. Of a partition nothing can go back, for what came after it stays here.
    private async Task ReturnAsync(List<Delivery> read, int surplus)
    {
        var returned = read.Where(delivery => !delivery.Lane.IsPartition).Reverse().Take(surplus).ToList();
        try
        {
            await settler.ReleaseAsync(returned);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            Log.EntriesNotGivenBack(logger, settings.Queue.Value, returned.Count, exception.Message);
        }

        read.RemoveAll(delivery => delivery.State != DeliveryState.Open);
    }
}
