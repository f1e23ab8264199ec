using System.Diagnostics.Metrics;
using Corporation.Hq.Diagnostics;
using Corporation.RedisStreams;
using MassTransit;

namespace Corporation.Hq.ErrorQueues;

/// <summary>Counts what lies in error queues, and says so when it becomes more.</summary>
internal sealed class ErrorQueueWatch(ErrorQueueDesk desk, TimeProvider time, ILogger<ErrorQueueWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly Meter Meter = new(HqMeter.Name);
    private static readonly Gauge<long> Messages = Meter.CreateGauge<long>("hq.error_queue.messages", "{message}");

    private Dictionary<string, long> _counted = new(StringComparer.Ordinal);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!desk.CanLook)
            return;

        try
        {
            while (true)
            {
                await TryCountAsync(stoppingToken);
                await Task.Delay(Interval, time, stoppingToken);
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
            var counts = (await desk.QueuesAsync(stoppingToken)).ToDictionary(queue => queue.Queue, queue => queue.Messages, StringComparer.Ordinal);
            foreach (var queue in _counted.Keys.Union(counts.Keys))
            {
                var count = counts.GetValueOrDefault(queue);
                Messages.Record(count, new KeyValuePair<string, object?>("messaging.destination.name", queue));
                if (count > _counted.GetValueOrDefault(queue))
                    Log.ErrorQueueGrew(logger, queue, count);
            }

            _counted = counts;
        }
        catch (Exception exception) when (exception is ConnectionException or RedisStreamsException)
        {
            Log.ErrorQueuesNotRead(logger, exception.Message);
        }
    }
}
