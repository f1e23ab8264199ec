using Corporation.Contracts.Missions;
using Corporation.Hq.Diagnostics;
using Microsoft.Extensions.Options;

namespace Corporation.Hq.Retaining;

/// <summary>Removes what has been over for long, a batch at a time: missions that have ended, factories that are gone. Each HQ does it; none takes a batch from the other.</summary>
internal sealed class RetentionSweeper(
    EndedMissions missions, GoneFactories factories, IOptions<RetentionOptions> options, TimeProvider time, ILogger<RetentionSweeper> logger) : BackgroundService
{
    private readonly RetentionOptions _options = options.Value;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await TrySweepAsync(stoppingToken);
                await Task.Delay(_options.SweepInterval, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping: each batch is removed as a whole or not at all, and the next start goes on.
        }
    }

    /// <summary>Removes everything that is due now.</summary>
    /// <returns>How many missions this HQ has removed.</returns>
    internal async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        await factories.SweepAsync(cancellationToken);
        if (_options.KeepDuration == TimeSpan.Zero)
            return 0;

        var before = time.GetUtcNow() - _options.KeepDuration;
        var removed = 0;
        foreach (var state in EndedMissions.States)
            removed += await SweepAsync(state, before, cancellationToken);
        if (removed > 0)
            Log.MissionsRemoved(logger, removed, before);
        return removed;
    }

    private async Task<int> SweepAsync(MissionLifeState state, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var (removed, after) = (0, Guid.Empty);
        while (await missions.FindAsync(state, before, after, _options.BatchSize, cancellationToken) is { Count: > 0 } found)
        {
            var gone = await missions.RemoveAsync(state, before, found, cancellationToken);
            RetentionMetrics.Removed.Add(gone);
            removed += gone;

            // What is left of it another HQ has; it is not looked at again in this sweep.
            after = found[^1];
            await Task.Delay(_options.BatchPauseDuration, time, cancellationToken);
        }

        return removed;
    }

    private async Task TrySweepAsync(CancellationToken stoppingToken)
    {
        try
        {
            await SweepAsync(stoppingToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Whatever it was: what is not removed now is removed later, and a service that ends would take HQ with it.
            RetentionMetrics.Failures.Add(1);
            Log.RetentionFailed(logger, _options.SweepInterval.TotalSeconds, exception);
        }
    }
}
