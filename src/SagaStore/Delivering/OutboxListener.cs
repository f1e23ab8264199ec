using Corporation.SagaStore.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Corporation.SagaStore.Delivering;

/// <summary>Wakes the delivery when another process tells of a commit: one connection that listens, and is replaced when it breaks.</summary>
internal sealed class OutboxListener(Outbox outbox) : BackgroundService
{
    private static readonly TimeSpan AskInterval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private int _failures;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // The outermost loop: without the channel the slow poll finds everything, only later.
                var pause = DeliveryFaults.PauseAfter(FirstPause, ++_failures);
                Log.OutboxListenerBroke(outbox.Logger, outbox.Name, pause.TotalMilliseconds, exception.Message);
                await Task.Delay(pause, TimeProvider.System, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ListenAsync(CancellationToken stoppingToken)
    {
        await using var session = outbox.Open();
        await session.Context.Database.OpenConnectionAsync(stoppingToken);
        var connection = (NpgsqlConnection)session.Context.Database.GetDbConnection();
        connection.Notification += (_, _) => outbox.Committed.Set();
        await ExecuteAsync(connection, $"listen \"{session.Sql.Channel.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", stoppingToken);

        // What was told while nobody listened is not known.
        Log.OutboxListening(outbox.Logger, outbox.Name, session.Sql.Channel);
        outbox.Committed.Set();
        _failures = 0;
        while (true)
        {
            // A peer that vanished without a word is found by asking.
            if (!await connection.WaitAsync(AskInterval, stoppingToken))
                await ExecuteAsync(connection, "select 1", stoppingToken);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string statement, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // LISTEN takes no parameter; the name is quoted.
        await using var command = new NpgsqlCommand(statement, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
