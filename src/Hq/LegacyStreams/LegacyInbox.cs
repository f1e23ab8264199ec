using Corporation.Hq.Diagnostics;
using Corporation.Hq.Fleet;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Corporation.Hq.LegacyStreams;

/// <summary>Takes missions from the old fleet's stream, as one of its workers. Each HQ does it; none takes an entry from the other.</summary>
internal sealed class LegacyInbox(
    LegacyReader reader,
    LegacyIntake intake,
    FactoryDirectory factories,
    IOptions<LegacyStreamsOptions> options,
    TimeProvider time,
    ILogger<LegacyInbox> logger)
    : BackgroundService
{
    /// <summary>How late an entry may be seen. That fleet's own workers take up to ten seconds.</summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);

    private readonly RetryPause _pause = new();

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Enabled)
            return;

        try
        {
            while (true)
            {
                var rest = await TryTurnAsync(stoppingToken);
                if (rest > TimeSpan.Zero)
                    await Task.Delay(rest, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping: what is not settled is pending, and is this consumer's first work when it comes back.
        }
    }

    /// <returns>How long to rest after it.</returns>
    private async Task<TimeSpan> TryTurnAsync(CancellationToken stoppingToken)
    {
        // Before the first factory of all has come, every kind is unknown, and each mission would be a dead letter for it.
        if (factories.Kinds.Count == 0)
            return PollInterval;

        try
        {
            var entries = await reader.ReadAsync(stoppingToken);

            // Side by side: they share a flush of the database, and one that can't be handled holds up no other.
            await Task.WhenAll(entries.Select(entry => intake.HandleAsync(entry, stoppingToken)));
            _pause.Reset();
            if (entries.Count > 0)
                reader.Trust();
            return entries.Count > 0 ? TimeSpan.Zero : PollInterval;
        }
        catch (RedisServerException exception) when (exception.Message.Contains("NOGROUP", StringComparison.Ordinal))
        {
            reader.Forget();
            Log.LegacyGroupGone(logger, options.Value.Stream, options.Value.Group);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
        {
            // Whatever it was: what was read is pending, and a service that ends would take HQ with it.
            reader.LookBack();
            Log.LegacyTurnFailed(logger, options.Value.Stream, exception.Message);
        }

        LegacyMetrics.Failures.Add(1);
        return _pause.Next();
    }
}
