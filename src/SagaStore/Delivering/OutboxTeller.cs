using Corporation.SagaStore.Diagnostics;
using Microsoft.Extensions.Hosting;

namespace Corporation.SagaStore.Delivering;

/// <summary>In a process that does not deliver: tells those that do of its commits. Commits that come together are told once.</summary>
internal sealed class OutboxTeller(Outbox outbox) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await outbox.Committed.WaitAsync(Timeout.InfiniteTimeSpan, stoppingToken);
                await TellAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // The others' poll finds it too, only later. A connection that the server's restart broke says so at its next use, which is this one.
                Log.OutboxNotTold(outbox.Logger, outbox.Name, exception.Message);
                outbox.Committed.Set();
                await Task.Delay(Pause, TimeProvider.System, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task TellAsync(CancellationToken cancellationToken)
    {
        await using var session = outbox.Open();
        var sql = new SqlText();
        session.Sql.Tell(sql);
        await session.ExecuteAsync(sql, cancellationToken);
    }
}
