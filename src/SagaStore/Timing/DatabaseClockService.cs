using Corporation.SagaStore.Diagnostics;
using Corporation.SagaStore.Opening;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Corporation.SagaStore.Timing;

/// <summary>Reads the database's clock before the host's services start, and again from time to time.</summary>
/// <remarks>While the database is away the clock goes on by itself: nothing could be stored by it meanwhile.</remarks>
internal sealed class DatabaseClockService(DatabaseClock clock, NpgsqlDataSource database, IStoreStartup startup, ILogger<DatabaseClockService> logger)
    : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await startup.PrepareAsync(cancellationToken);
        await MeasureAsync(cancellationToken);
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await TryMeasureAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task TryMeasureAsync(CancellationToken stoppingToken)
    {
        try
        {
            await MeasureAsync(stoppingToken);
        }
        catch (Exception exception) when (PostgreSqlFailures.IsConnectionLoss(exception) || exception is PostgresException)
        {
            Log.ClockNotRead(logger, exception.Message);
        }
    }

    private async Task MeasureAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select clock_timestamp()", connection);

        // Twice: the first time may include what the statement costs once.
        await command.ExecuteScalarAsync(cancellationToken);
        var asked = TimeProvider.System.GetTimestamp();
        if (await command.ExecuteScalarAsync(cancellationToken) is DateTime time)
            clock.Set(new DateTimeOffset(time, TimeSpan.Zero), asked, TimeProvider.System.GetTimestamp());
    }
}
