using Corporation.Hq.Diagnostics;
using Corporation.Hq.Sweeping;
using Corporation.Sagas.FactoryLife;
using Corporation.Sagas.MissionLife;
using Corporation.Sagas.Storage;
using Corporation.SagaStore.Reading;
using MassTransit.Mediator;

namespace Corporation.Hq.Fleet;

/// <summary>
/// Wakes every factory whose alarm is due: silence, orders that nobody heard. Every due time is a row, and several HQs may look at once: the machine decides, by
/// the one clock.
/// </summary>
internal sealed class FleetSweeper(
    IStoreReader store, IMediator mediator, FleetNotifier notifier, HqPresence presence, BusHearing hearing, TimeProvider time, ILogger<FleetSweeper> logger) : BackgroundService
{
    private const int BatchSize = 200;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>The beginning of the time for which the fleet was told that HQ is there.</summary>
    private DateTimeOffset? _calledFor;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                var isMore = await TryTurnAsync(stoppingToken);
                if (!isMore)
                    await Task.Delay(Interval, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping: what is due stays due.
        }
    }

    private async Task CallAfterSilenceAsync(DateTimeOffset since, CancellationToken stoppingToken)
    {
        if (since == _calledFor)
            return;
        await notifier.CallAsync(stoppingToken);
        _calledFor = since;
    }

    private async Task<bool> TryTurnAsync(CancellationToken stoppingToken)
    {
        try
        {
            // As for leases: what could not be heard is not held against anybody.
            var now = time.GetUtcNow();
            if (!hearing.IsHearing)
                return false;
            presence.Seen(now);
            var due = await store.QueryAsync(
                "select factory_key from factory_states where wake_at <= $1 order by wake_at limit $2",
                row => row.GetGuid(0),
                [UnixMicroseconds.Of(now), BatchSize],
                stoppingToken);
            foreach (var key in due)
                await mediator.Send(new FactoryDue(key), stoppingToken);
            await CallAfterSilenceAsync(presence.ListeningSince(now), stoppingToken);
            return due.Count == BatchSize;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Whatever it was: a sweeper that ends would take the whole of HQ with it.
            Log.FleetSweepFailed(logger, exception);
            return false;
        }
    }
}
