using Corporation.SagaStore.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace Corporation.SagaStore.Delivering;

/// <summary>Removes expired inbox rows and measures what waits in the outbox.</summary>
internal sealed class UpkeepService(Outbox outbox) : BackgroundService
{
    private const int RowsAtOnce = 1_000;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(outbox.Options.QueryDelay, TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await TryAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
        finally
        {
            OutboxGauges.Forget(outbox);
        }
    }

    private async Task TryAsync(CancellationToken stoppingToken)
    {
        try
        {
            await using var session = outbox.Open();
            await CleanUpAsync(session, stoppingToken);
            OutboxGauges.Show(outbox, await OutboxBacklog.ReadAsync(session, stoppingToken));
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            // The outermost loop: the next round tries again.
            Log.UpkeepFailed(outbox.Logger, exception, outbox.Name);
        }
    }

    private async Task CleanUpAsync(OutboxSession session, CancellationToken cancellationToken)
    {
        int removed;
        do
        {
            using var turn = await outbox.TakeTurnAsync(session.Context, cancellationToken);
            removed = await session.Context.Database.ExecuteSqlRawAsync(
                session.Sql.DeleteExpired(RowsAtOnce), [(long)outbox.Options.DuplicateDetectionWindow.TotalMilliseconds], cancellationToken);
        }
        while (removed == RowsAtOnce);
    }
}
