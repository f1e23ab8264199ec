using Corporation.Hq.Diagnostics;
using Microsoft.Extensions.Options;

namespace Corporation.Hq.LegacyStreams;

/// <summary>
/// Tells the old fleet how its missions have ended: at once those that this HQ has taken, and a little later those whose HQ is gone, stopped or was without
/// its servers. What is to be told is a row, so a restart forgets none.
/// </summary>
internal sealed class LegacyOutbox(
    LegacyEnds ends, LegacyBook book, LegacyTeller teller, IOptions<LegacyStreamsOptions> options, TimeProvider time, ILogger<LegacyOutbox> logger)
    : BackgroundService
{
    private const int BatchSize = 200;
    private const int Parallelism = 16;

    /// <summary>How long an end is left to the HQ that has taken the mission; far longer than that needs.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly RetryPause _pause = new();

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Enabled)
            return;

        var lookedAt = (long?)null;
        try
        {
            while (true)
            {
                await WaitAsync(stoppingToken);
                var isLook = lookedAt is not { } before || time.GetElapsedTime(before) >= LookInterval;
                if (isLook)
                    lookedAt = time.GetTimestamp();
                if (!await TryTellAsync(isLook, stoppingToken))
                    await Task.Delay(_pause.Next(), time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping: what is not told is told by another HQ, or by the next process.
        }
    }

    private async Task WaitAsync(CancellationToken stoppingToken)
    {
        using var timeout = new CancellationTokenSource(LookInterval, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stoppingToken);
        try
        {
            await ends.Ended.WaitToReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            // Nothing has ended: time for a look.
        }
    }

    private async Task<bool> TryTellAsync(bool isLook, CancellationToken stoppingToken)
    {
        try
        {
            var missions = new HashSet<Guid>();
            while (missions.Count < BatchSize && ends.Ended.TryRead(out var ended))
                missions.Add(ended);
            if (isLook)
                missions.UnionWith((await book.DueAsync(time.GetUtcNow() - Grace, BatchSize, stoppingToken)).Select(legacy => legacy.MissionId));
            if (missions.Count > 0)
                await TellAsync(missions, stoppingToken);
            _pause.Reset();
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
        {
            // Whatever it was: what is not told stays a row, and a service that ends would take HQ with it.
            LegacyMetrics.Failures.Add(1);
            Log.LegacyTellingFailed(logger, exception.Message);
            return false;
        }
    }

    // Each by itself: one that can't be told, a dead letter without a stream for it, holds up no other.
    private async Task TellAsync(IEnumerable<Guid> missions, CancellationToken stoppingToken)
    {
        using var room = new SemaphoreSlim(Parallelism);
        await Task.WhenAll(missions.Select(async missionId =>
        {
            await room.WaitAsync(stoppingToken);
            try
            {
                await teller.TellAsync(missionId, stoppingToken);
            }
            finally
            {
                room.Release();
            }
        }));
    }
}
