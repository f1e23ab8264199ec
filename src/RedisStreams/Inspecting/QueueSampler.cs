using System.Diagnostics.Metrics;
using Corporation.RedisStreams.Addressing;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Inspecting;

/// <summary>Tells the depth, age and work in hand of one bus' queues, and of the schedule, as gauges. Asks the server only while somebody looks at them.</summary>
internal sealed class QueueSampler : IAsyncDisposable
{
    // A step of the server for so many queues takes about as long as a send.
    private const int QueuesPerStep = 20;

    private readonly QueueInspector _inspector;
    private readonly Func<IReadOnlyCollection<QueueName>> _queues;
    private readonly Meter _meter = new("Corporation.RedisStreams");
    private readonly PeriodicTimer _timer;
    private readonly Instrument[] _gauges;
    private readonly Task _sampling;
    private volatile Sample _last = Sample.Empty;

    /// <param name="inspector">Asks the server.</param>
    /// <param name="queues">The queues to tell about; asked before each sample.</param>
    /// <param name="interval">Between two samples.</param>
    /// <param name="time">The clock.</param>
    public QueueSampler(QueueInspector inspector, Func<IReadOnlyCollection<QueueName>> queues, TimeSpan interval, TimeProvider time)
    {
        _inspector = inspector;
        _queues = queues;
        _timer = new PeriodicTimer(interval, time);
        _gauges =
        [
            Gauge("redis_streams.queue_depth", "{message}", "Messages in the queue, those in hand included.", stats => stats.Length),
            Gauge("redis_streams.pending", "{message}", "Messages that consumers have.", stats => stats.InHand),
            Gauge("redis_streams.held", "{message}", "Messages held back for later.", stats => stats.Held),
            Gauge("redis_streams.oldest_age", "s", "Since the oldest message of the queue was sent.", stats => (stats.OldestAge ?? TimeSpan.Zero).TotalSeconds),
            _meter.CreateObservableGauge("redis_streams.scheduled", () => _last.Schedule.Count, "{message}", "Messages that wait for their time."),
            _meter.CreateObservableGauge("redis_streams.scheduler_lag", () => _last.Schedule.Lag.TotalSeconds, "s", "How long the most overdue scheduled message has been due."),
        ];
        _sampling = SampleAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _sampling;
        _meter.Dispose();
    }

    private async Task SampleAsync()
    {
        while (await _timer.WaitForNextTickAsync())
        {
            if (!_gauges.Any(gauge => gauge.Enabled))
                continue;
            try
            {
                _last = await TakeAsync();
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
            {
                // Nothing is known now; yesterday's figures would look like today's. Whoever sends or reads reports the trouble.
                _last = Sample.Empty;
            }
        }
    }

    private async Task<Sample> TakeAsync()
    {
        var queues = new List<(QueueName, QueueStats)>();
        foreach (var step in _queues().Chunk(QueuesPerStep))
        {
            var stats = await _inspector.StatsAsync(step, CancellationToken.None);
            queues.AddRange(step.Zip(stats).Where(pair => pair.Second is not null).Select(pair => (pair.First, pair.Second!))); // The filter says so.
        }

        return new Sample(queues, await _inspector.ScheduleAsync(CancellationToken.None));
    }

    private ObservableGauge<double> Gauge(string name, string unit, string description, Func<QueueStats, double> read) =>
        _meter.CreateObservableGauge(
            name,
            () => _last.Queues.Select(queue => new Measurement<double>(
                read(queue.Stats), new KeyValuePair<string, object?>("messaging.destination.name", queue.Name.Value))),
            unit,
            description);

    private sealed record Sample(IReadOnlyList<(QueueName Name, QueueStats Stats)> Queues, ScheduleStats Schedule)
    {
        public static Sample Empty { get; } = new([], default);
    }
}
