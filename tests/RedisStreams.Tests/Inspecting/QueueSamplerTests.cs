using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Corporation.RedisStreams.Addressing;
using Corporation.RedisStreams.Inspecting;
using Corporation.RedisStreams.Sending;

namespace Corporation.RedisStreams.Tests.Inspecting;

public sealed class QueueSamplerTests(RedisFixture redis)
{
    [Fact]
    public async Task Gauges_tell_what_is_in_the_queues_and_in_the_schedule()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        var queue = new QueueName($"gauged-{Guid.NewGuid():N}");
        await half.SendAsync("1", Destination.Queue(queue));
        await half.SendAsync("2", Destination.Queue(queue));
        await half.SendAsync(new OutgoingMessage { Destination = Destination.Queue(queue), Body = "x"u8.ToArray(), DueTime = DateTimeOffset.UnixEpoch });
        var seen = new ConcurrentDictionary<string, double>();
        using var listener = Listen(queue, seen);

        await using var sampler = new QueueSampler(half.Inspector, () => [queue, new QueueName("absent")], TimeSpan.FromMilliseconds(20), TimeProvider.System);
        listener.Start();

        await Eventually.True(() =>
        {
            listener.RecordObservableInstruments();
            return Task.FromResult(seen.GetValueOrDefault("redis_streams.scheduler_lag") > 1e9 && seen.GetValueOrDefault("redis_streams.oldest_age") > 0);
        });
        Assert.Equal((2, 0, 0, 1), (seen["redis_streams.queue_depth"], seen["redis_streams.pending"], seen["redis_streams.held"], seen["redis_streams.scheduled"]));
    }

    private static MeterListener Listen(QueueName queue, ConcurrentDictionary<string, double> seen)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Name == "Corporation.RedisStreams")
                    listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        return listener;

        void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (tags.Length == 0 || (tags[0].Value as string) == queue.Value)
                seen[instrument.Name] = value;
        }
    }
}
