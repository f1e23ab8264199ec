using Corporation.Hq.Diagnostics;
using Corporation.Sagas.Commanding;
using Corporation.Sagas.MissionLife;
using Corporation.Sagas.Storage;
using Corporation.SagaStore.Reading;
using MassTransit.Mediator;

namespace Corporation.Hq.Sweeping;

/// <summary>
/// Wakes every mission whose alarm is due: scheduled starts, retries, lapsed offers and leases, overrun attempts, deadlines. Every due time
/// is a row, so a restart forgets none and no timer of a bus is needed.
/// </summary>
internal sealed class DueSweeper(
    IStoreReader store,
    IMediator mediator,
    AlarmSignal alarms,
    HqPresence presence,
    BusHearing hearing,
    TimeProvider time,
    ILogger<DueSweeper> logger) : BackgroundService
{
    private const int BatchSize = 500;
    private const int Parallelism = 16;

    /// <summary>The longest sleep: how late something may be that came to be due without a signal.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
                await TurnAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping: what is due stays due.
        }
    }

    private async Task TurnAsync(CancellationToken stoppingToken)
    {
        var pause = LongestSleep;
        try
        {
            // Before anything is judged: a gap since the last look is HQ's own, and so is one in which no renewal could have come.
            if (hearing.IsHearing)
                presence.Seen(time.GetUtcNow());
            var due = await FindDueAsync(stoppingToken);
            var failures = await WakeAsync(due, stoppingToken);
            if (due.Count == BatchSize && failures == 0)
                return;

            if (failures == 0)
                pause = await UntilNextAsync(stoppingToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Whatever it was: a sweeper that ends would take the whole of HQ with it.
            Log.SweepFailed(logger, exception);
        }

        await alarms.WaitAsync(pause, time, stoppingToken);
    }

    private ValueTask<IReadOnlyList<Guid>> FindDueAsync(CancellationToken stoppingToken) => store.QueryAsync(
        "select mission_id from missions where wake_at <= $1 order by wake_at limit $2",
        row => row.GetGuid(0),
        [UnixMicroseconds.Of(time.GetUtcNow()), BatchSize],
        stoppingToken);

    private async Task<TimeSpan> UntilNextAsync(CancellationToken stoppingToken)
    {
        var next = await store.QueryAsync(
            "select wake_at from missions where wake_at is not null order by wake_at limit 1", row => row.GetInt64(0), [], stoppingToken);
        if (next.Count == 0)
            return LongestSleep;

        var wait = UnixMicroseconds.ToTime(next[0]) - time.GetUtcNow();
        return wait <= TimeSpan.Zero ? TimeSpan.FromMilliseconds(1) : wait < LongestSleep ? wait : LongestSleep;
    }

    /// <summary>Wakes them side by side, so that one that can't be woken holds up no other.</summary>
    private async Task<int> WakeAsync(IReadOnlyList<Guid> due, CancellationToken stoppingToken)
    {
        var failures = 0;
        await Parallel.ForEachAsync(
            due,
            new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = stoppingToken },
            async (missionId, token) =>
            {
                try
                {
                    await mediator.Send(new MissionDue(missionId), token);
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    Interlocked.Increment(ref failures);
                    Log.WakeFailed(logger, missionId, exception);
                }
            });
        return failures;
    }
}
