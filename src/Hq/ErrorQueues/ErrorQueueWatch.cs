using System.Diagnostics.Metrics;
using Corporation.Hq.Diagnostics;
using Corporation.RedisStreams;
using MassTransit;

namespace Corporation.Hq.ErrorQueues;

/// <summary>Counts what lies in error queues, and says so when it becomes more.</summary>
internal sealed class ErrorQueueWatch : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly ErrorQueueDesk _desk;
    private readonly TimeProvider _time;
    private readonly ILogger<ErrorQueueWatch> _logger;

    /// <summary>By queue; replaced as a whole. One that was emptied stays with 0, so that an alarm ends.</summary>
    private volatile Dictionary<string, long> _counted = new(StringComparer.Ordinal);

    public ErrorQueueWatch(ErrorQueueDesk desk, IMeterFactory meters, TimeProvider time, ILogger<ErrorQueueWatch> logger)
    {
        (_desk, _time, _logger) = (desk, time, logger);

        // Observable: prometheus-net 8.2.1 doesn't know the other sort of gauge, and leaves it out of /metrics without a word.
        meters.Create(HqMeter.Name).CreateObservableGauge("hq.error_queue.messages", Measure, "{message}");
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!_desk.CanLook)
            return;

        try
        {
            while (true)
            {
                await TryCountAsync(stoppingToken);
                await Task.Delay(Interval, _time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task TryCountAsync(CancellationToken stoppingToken)
    {
        try
        {
            var counts = (await _desk.QueuesAsync(stoppingToken)).ToDictionary(queue => queue.Queue, queue => queue.Messages, StringComparer.Ordinal);
            var before = _counted;
            foreach (var (queue, count) in counts)
            {
                if (count > before.GetValueOrDefault(queue))
                    Log.ErrorQueueGrew(_logger, queue, count);
            }

            foreach (var queue in before.Keys)
                counts.TryAdd(queue, 0);
            _counted = counts;
        }
        catch (Exception exception) when (exception is ConnectionException or RedisStreamsException)
        {
            Log.ErrorQueuesNotRead(_logger, exception.Message);
        }
    }

    private IEnumerable<Measurement<long>> Measure() =>
        _counted.Select(static counted => new Measurement<long>(counted.Value, new KeyValuePair<string, object?>("messaging.destination.name", counted.Key)));
}
