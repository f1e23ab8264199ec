using System.Data.Common;
using System.Diagnostics.Metrics;
using Corporation.Contracts.Missions;
using Corporation.Hq.Diagnostics;
using Corporation.Hq.Fleet;
using Corporation.Hq.Querying;
using Corporation.SagaStore.Reading;
using Corporation.SagaStore.Writing;

namespace Corporation.Hq.Measuring;

/// <summary>
/// Measures what there is to do, of the whole database, every 15 seconds while somebody listens; a scrape or an export only reads what was measured.
/// Over several HQs take the maximum.
/// </summary>
internal sealed class BacklogGauges : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ListenerInterval = TimeSpan.FromSeconds(1);

    // Those that have ended are counted by MissionMetrics as they end: counting them here would cost more with each mission there ever was
    // (a quarter of a second for a million), and stop at the limit for good.
    private static readonly MissionLifeState[] Unfinished =
        [MissionLifeState.Scheduled, MissionLifeState.Queued, MissionLifeState.Claimed, MissionLifeState.Running, MissionLifeState.Retrying];

    private readonly FactoryDirectory _directory;
    private readonly IStoreReader _store;
    private readonly TimeProvider _time;
    private readonly ILogger<BacklogGauges> _logger;
    private readonly BacklogSql _sql;
    private readonly ObservableGauge<long> _missions;
    private volatile BacklogMeasure _measured = BacklogMeasure.Nothing;

    public BacklogGauges(FactoryDirectory directory, IStoreReader store, IMeterFactory meters, TimeProvider time, ILogger<BacklogGauges> logger)
    {
        (_directory, _store, _time, _logger) = (directory, store, time, logger);
        _sql = BacklogSql.Of(store.Engine);
        var meter = meters.Create(MissionMetrics.MeterName);
        _missions = meter.CreateObservableGauge("hq.missions", () => _measured.Missions, "{mission}");
        meter.CreateObservableGauge("hq.queue.oldest_age", () => _measured.QueueAges, "s");
        meter.CreateObservableGauge("hq.offers.oldest_age", () => _measured.OfferAges, "s");
        meter.CreateObservableGauge("hq.sweeper.lag", () => _measured.SweeperLag, "s");
        meter.CreateObservableGauge("hq.slots", Slots, "{slot}");
    }

    /// <summary>Measures now.</summary>
    internal async Task MeasureAsync(CancellationToken cancellationToken)
    {
        var measure = new BacklogMeasure();
        foreach (var kind in _directory.Kinds.Select(known => known.Announcement.MissionKind))
            await MeasureAsync(kind, measure, cancellationToken);

        var alarms = await _store.QueryAsync(BacklogSql.NextAlarm, row => row.GetInt64(0), [], cancellationToken);
        measure.SweeperLag.Add(new(alarms.Count == 0 ? 0 : AgeOf(alarms[0])));
        _measured = measure;
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                if (_missions.Enabled)
                    await TryMeasureAsync(stoppingToken);
                await Task.Delay(_missions.Enabled ? Interval : ListenerInterval, _time, stoppingToken);
            }
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
        catch (Exception exception) when (exception is StoreUnavailableException or DbException)
        {
            // An old value would look like a true one.
            _measured = BacklogMeasure.Nothing;
            Log.NotMeasured(_logger, exception.Message);
        }
    }

    private async Task MeasureAsync(string kind, BacklogMeasure measure, CancellationToken cancellationToken)
    {
        foreach (var state in Unfinished)
            measure.Add(kind, state, await CountAsync(_sql.CountInState, [kind, state.ToString()], cancellationToken));
        measure.Add(kind, MissionLifeState.DeadLettered, await CountAsync(_sql.CountDead, [kind], cancellationToken));

        var waiting = await _store.QueryAsync(_sql.OldestWaiting, row => Time(row, 0), [kind], cancellationToken);
        var offered = await _store.QueryAsync(_sql.OldestOffered, row => (Queued: Time(row, 0), Offered: Time(row, 1)), [kind], cancellationToken);
        measure.QueueAges.Add(new(Math.Max(AgeOf(waiting[0]), AgeOf(offered[0].Queued)), MissionMetrics.Kind(kind)));
        measure.OfferAges.Add(new(AgeOf(offered[0].Offered), MissionMetrics.Kind(kind)));
    }

    private async Task<long> CountAsync(string sql, object?[] values, CancellationToken cancellationToken) =>
        (await _store.QueryAsync(sql, row => row.GetInt64(0), values, cancellationToken))[0];

    private static long? Time(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    private double AgeOf(long? microseconds) =>
        microseconds is { } since ? Math.Max(0, (_time.GetUtcNow() - MissionRow.TimeOf(since)).TotalSeconds) : 0;

    private IEnumerable<Measurement<long>> Slots() =>
        _directory.Kinds.Select(kind => new Measurement<long>(kind.Slots, MissionMetrics.Kind(kind.Announcement.MissionKind)));
}
