using Corporation.Factory.Diagnostics;
using Corporation.Factory.Heartbeats;
using Corporation.Factory.Journaling;
using Corporation.Factory.Settings;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Corporation.Factory.Working;

/// <summary>Announces the factory once the bus has started, and drains it before the bus stops.</summary>
internal sealed class FactoryLifetime(
    Announcer announcer,
    JournalDelivery delivery,
    HeartbeatLoop heartbeats,
    HeartbeatSignal signal,
    IntakeGate gate,
    FactoryStatus status,
    HeldClaims claims,
    ProcessEnd end,
    TimeProvider time,
    IOptions<FactoryOptions> options,
    ILogger<FactoryLifetime> logger) : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _drained = new();
    private Task _announcing = Task.CompletedTask;
    private Task _delivering = Task.CompletedTask;
    private Task _beating = Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        // Not awaited here: HQ may come later, and a factory that waits for it must still answer its health checks.
        _announcing = announcer.AnnounceAsync(_stopping.Token);
        _delivering = delivery.DeliverAsync(announcer.Accepted, _stopping.Token);
        _beating = heartbeats.RunAsync(_drained.Token);
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        // Before anything else: what comes from here on is for the others.
        gate.Close();
        status.MoveTo(FactoryState.Draining);
        Log.Draining(logger, claims.Count, options.Value.DrainGraceDuration.TotalSeconds);
        await _stopping.CancelAsync();
        await _announcing;
        await _delivering;

        // It beats on until nothing runs any more, and then says that it ends: nobody needs to miss it first.
        signal.Raise();
        var withdrawing = announcer.WithdrawAsync();
        if (await IsIdleWithinAsync(options.Value.DrainGraceDuration, cancellationToken))
            Log.Drained(logger);
        else
            await CancelTheRestAsync(cancellationToken);
        await withdrawing;
        await _drained.CancelAsync();
        await _beating;

        // Whatever came of the withdrawal: that was asked when the drain began, and HQ may be there again.
        if (status.State is FactoryState.Draining)
            await heartbeats.SayGoodbyeAsync();
        end.Declare();
        status.MoveTo(FactoryState.Stopped);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _stopping.Dispose();
        _drained.Dispose();
    }

    private async Task CancelTheRestAsync(CancellationToken cancellationToken)
    {
        Log.DrainCancels(logger, claims.Count);
        var patience = options.Value.DrainReportDuration;
        foreach (var attempt in claims.All)
            attempt.Stop(StopReason.ShuttingDown, grace: patience / 2);
        if (!await IsIdleWithinAsync(patience, cancellationToken))
            Log.DrainIncomplete(logger, claims.Count);
    }

    private async Task<bool> IsIdleWithinAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            await claims.WhenIdleAsync().WaitAsync(patience, time, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }
}
