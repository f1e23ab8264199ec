using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Corporation.RedisStreams.Addressing;
using Corporation.RedisStreams.Inspecting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Diagnostics;

/// <summary>
/// Gauges of the queues that one bus reads, and of what is scheduled. They are asked from the server at an interval, and only while somebody
/// listens; a measurement is as old as the interval at most.
/// </summary>
internal sealed class QueueGauges : IAsyncDisposable
{
    public const string MeterName = "Corporation.RedisStreams";

    // The server does nothing else meanwhile.
    private const int QueuesPerStep = 50;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly Meter Meter = new(MeterName);
    private static readonly ConcurrentDictionary<QueueGauges, byte> All = new();

    private static readonly ObservableGauge<long> Depth = Meter.CreateObservableGauge(
        "redis_streams.queue.depth", () => Queues(stats => stats.Length), "{message}", "Messages in the queue, those being consumed and held back included");

    private static readonly ObservableGauge<long> Pending = Meter.CreateObservableGauge(
        "redis_streams.queue.pending", () => Queues(stats => stats.InHand), "{message}", "Messages that consumers have");

    private static readonly ObservableGauge<long> Delayed = Meter.CreateObservableGauge(
        "redis_streams.queue.delayed", () => Queues(stats => stats.Held), "{message}", "Messages that wait for their redelivery");

    private static readonly ObservableGauge<double> OldestAge = Meter.CreateObservableGauge(
        "redis_streams.queue.oldest_age", () => Queues(stats => stats.OldestAge?.TotalSeconds ?? 0), "s", "Since the oldest message was sent");

    private static readonly ObservableGauge<long> Scheduled = Meter.CreateObservableGauge(
        "redis_streams.schedule.count", () => Schedules(stats => stats.Count), "{message}", "Messages that wait for their time");

    private static readonly ObservableGauge<double> SchedulerLag = Meter.CreateObservableGauge(
        "redis_streams.schedule.lag", () => Schedules(stats => stats.Lag.TotalSeconds), "s", "How long the most overdue scheduled message has been due");

    private readonly QueueInspector _inspector;
    private readonly string _virtualHost;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<QueueName, int> _queues = new();
    private readonly Task _sampling;
    private IReadOnlyList<(QueueName Queue, QueueStats Stats)> _latest = [];
    private ScheduleStats? _schedule;

    public QueueGauges(QueueInspector inspector, string virtualHost, TimeProvider time, ILogger logger)
    {
        (_inspector, _virtualHost, _time, _logger) = (inspector, virtualHost, time, logger);
        All.TryAdd(this, 0);
        _sampling = SampleUntilStoppedAsync(_stopping.Token);
    }

    private static bool IsWanted => Depth.Enabled || Pending.Enabled || Delayed.Enabled || OldestAge.Enabled || Scheduled.Enabled || SchedulerLag.Enabled;

    /// <summary>Measures a queue until the result is disposed.</summary>
    public IDisposable Watch(QueueName queue)
    {
        _queues.AddOrUpdate(queue, 1, (_, count) => count + 1);
        return new Watching(this, queue);
    }

    public async ValueTask DisposeAsync()
    {
        All.TryRemove(this, out _);
        await _stopping.CancelAsync();
        await _sampling;
        _stopping.Dispose();
    }

    internal async Task SampleAsync(CancellationToken cancellationToken)
    {
        QueueName[] queues = [.. _queues.Keys];
        var stats = new List<QueueStats?>();
        foreach (var some in queues.Chunk(QueuesPerStep))
            stats.AddRange(await _inspector.StatsAsync(some, cancellationToken));
        _schedule = await _inspector.ScheduleAsync(cancellationToken);
        _latest = [.. queues.Zip(stats).Where(pair => pair.Second is not null).Select(pair => (pair.First, pair.Second!))]; // Filtered just before.
    }

    private static IEnumerable<Measurement<T>> Queues<T>(Func<QueueStats, T> select)
        where T : struct
    {
        foreach (var gauges in All.Keys)
        {
            foreach (var (queue, stats) in gauges._latest)
                yield return new Measurement<T>(select(stats), ReceiveMetrics.Of(queue), new("virtual_host", gauges._virtualHost));
        }
    }

    private static IEnumerable<Measurement<T>> Schedules<T>(Func<ScheduleStats, T> select)
        where T : struct
    {
        foreach (var gauges in All.Keys)
        {
            if (gauges._schedule is { } schedule)
                yield return new Measurement<T>(select(schedule), new KeyValuePair<string, object?>("virtual_host", gauges._virtualHost));
        }
    }

    private async Task SampleUntilStoppedAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                if (IsWanted)
                    await TrySampleAsync(stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }

    private async Task TrySampleAsync(CancellationToken stopping)
    {
        try
        {
            await SampleAsync(stopping);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            (_latest, _schedule) = ([], null); // Nothing is known now; the past would be a lie.
            Log.NotMeasured(_logger, exception.Message);
        }
    }

    private sealed class Watching(QueueGauges gauges, QueueName queue) : IDisposable
    {
        public void Dispose()
        {
            if (gauges._queues.AddOrUpdate(queue, 0, (_, count) => count - 1) <= 0)
                gauges._queues.TryRemove(new(queue, 0));
        }
    }
}
