using Corporation.SagaStore.Diagnostics;
using MassTransit;
using Microsoft.Extensions.Hosting;

namespace Corporation.SagaStore.Delivering;

/// <summary>Sends what nobody has sent from memory: what was stored outside of consumers, and what a crash or a bus that was away left behind.</summary>
internal sealed class DeliveryService(Outbox outbox, MessageSender sender, IBusControl bus, IServiceProvider provider) : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan OthersTurn = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan StartPoll = TimeSpan.FromMilliseconds(50);

    private readonly DeliveryPass _pass = new(outbox, sender);
    private int _failedPasses;

    // An endpoint that is not ready (Degraded) says nothing of the others.
    private bool IsBusAway => bus.CheckHealth().Status == BusHealthStatus.Unhealthy;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        LogContext.ConfigureCurrentLogContextIfNull(provider);
        while (!stoppingToken.IsCancellationRequested && IsBusAway)
            await Task.Delay(StartPoll, TimeProvider.System, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await StepAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // The outermost loop: whatever the database says, delivery goes on when it is there again.
                StoreMetrics.PassFailures.Add(1, outbox.Tag);
                await PauseAsync(pauseMs => Log.DeliveryPassFailed(outbox.Logger, exception, outbox.Name, pauseMs), stoppingToken);
            }
        }
    }

    private async Task StepAsync(CancellationToken stoppingToken)
    {
        if (IsBusAway)
        {
            await PauseAsync(pauseMs => Log.BusAway(outbox.Logger, outbox.Name, pauseMs), stoppingToken);
            return;
        }

        var result = await _pass.RunAsync(stoppingToken);
        if (result.IsOutage)
        {
            await PauseAsync(pauseMs => Log.BusAway(outbox.Logger, outbox.Name, pauseMs), stoppingToken);
            return;
        }

        if (_failedPasses > 0 && result.Delivered > 0)
            Log.DeliveryResumed(outbox.Logger, outbox.Name);
        _failedPasses = 0;
        if (result.Claimed == 0)
            await outbox.Committed.WaitAsync(await UntilDueAsync(stoppingToken), stoppingToken);
    }

    private async Task<TimeSpan> UntilDueAsync(CancellationToken cancellationToken)
    {
        await using var session = outbox.Open();
        var dueMs = (await session.QueryAsync(session.Sql.NearestDue, static row => row.IsDBNull(0) ? (long?)null : row.GetInt64(0), cancellationToken))[0];

        // What is due and was not to be had is in the hands of another process.
        var wait = dueMs is null ? outbox.Options.QueryDelay : dueMs <= 0 ? OthersTurn : TimeSpan.FromMilliseconds(dueMs.Value + 1);
        return wait < outbox.Options.QueryDelay ? wait : outbox.Options.QueryDelay;
    }

    private async Task PauseAsync(Action<double> log, CancellationToken stoppingToken)
    {
        var pause = DeliveryFaults.PauseAfter(FirstPause, ++_failedPasses);
        log(pause.TotalMilliseconds);
        await Task.Delay(pause, TimeProvider.System, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
