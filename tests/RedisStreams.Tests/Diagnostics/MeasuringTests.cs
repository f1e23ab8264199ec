using Corporation.LocalServers;
using Corporation.RedisStreams.Tests.Framework;
using MassTransit;
using MassTransit.Monitoring;

namespace Corporation.RedisStreams.Tests.Diagnostics;

/// <summary>What a bus measures, as an exporter of metrics sees it.</summary>
public sealed class MeasuringTests(RedisFixture redis)
{
    private const string Ours = "Corporation.RedisStreams";

    // Tests beside this one are measured, too.
    private readonly string _queue = "orders-" + NewId.NextGuid().ToString("N");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Gauges_tell_what_is_in_the_queues_and_in_the_schedule()
    {
        using var measurements = new Measurements(Ours);
        var gate = new TaskCompletionSource();
        await using var host = await BusHost.StartAsync(redis.Server, configure: (_, bus) => bus.ReceiveEndpoint(_queue, endpoint =>
        {
            endpoint.PrefetchCount = 1;
            endpoint.UseDelayedRedelivery(redelivery => redelivery.Interval(1, TimeSpan.FromHours(1)));
            endpoint.Handler<Order>(context => context.Message.Number == 0 ? throw new InvalidTimeZoneException("later") : gate.Task);
        }));
        await host.SendAsync(_queue, new Order(0));
        await Eventually.True(async () => await host.Queues.GetDepthAsync(_queue, Token) is { Held: 1 });
        for (var number = 1; number <= 3; number++)
            await host.SendAsync(_queue, new Order(number));
        await host.SendAsync("elsewhere", new Order(9), context => context.Delay = TimeSpan.FromHours(1));

        // They are asked from the server at an interval.
        await Eventually.True(() => measurements.Gauge("redis_streams.queue.depth", _queue) == 4);
        Assert.Equal(1, measurements.Gauge("redis_streams.queue.pending", _queue));
        Assert.Equal(1, measurements.Gauge("redis_streams.queue.delayed", _queue));
        Assert.InRange(measurements.Gauge("redis_streams.queue.oldest_age", _queue) ?? -1, 0.001, 60);
        Assert.Equal(1, measurements.Gauge("redis_streams.schedule.count", host.VirtualHost));
        Assert.Equal(0, measurements.Gauge("redis_streams.schedule.lag", host.VirtualHost));
        gate.SetResult();
    }

    [Fact]
    public async Task The_schedulers_lag_is_how_long_the_most_overdue_message_has_been_due()
    {
        using var measurements = new Measurements(Ours);
        await using var server = await RedisServer.StartAsync(new RedisServerOptions(), Token);
        await using var host = await BusHost.StartAsync(server);
        await host.SendAsync(_queue, new Order(1), context => context.Delay = TimeSpan.FromSeconds(1));
        await server.ExecuteAsync("CONFIG", "SET", "maxmemory", "100kb"); // Every server has more already, so nothing can be moved.

        await Eventually.True(() => measurements.Gauge("redis_streams.schedule.lag", host.VirtualHost) >= 1);
        await server.ExecuteAsync("CONFIG", "SET", "maxmemory", "0");

        await Eventually.True(async () => await host.Queues.GetDepthAsync(_queue, Token) is { Messages: 1 });
        await Eventually.True(() => measurements.Gauge("redis_streams.schedule.lag", host.VirtualHost) == 0);
    }

    [Fact]
    public async Task Counters_tell_of_lost_leases_of_messages_taken_over_and_of_redeliveries()
    {
        using var measurements = new Measurements(Ours);
        await using var host = await BusHost.StartAsync(redis.Server, configure: (_, bus) => bus.ReceiveEndpoint(_queue, endpoint =>
        {
            endpoint.LeaseDuration = TimeSpan.FromSeconds(1);
            endpoint.Handler<Order>(context => context.ReceiveContext.Redelivered
                ? Task.CompletedTask
                : Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.CancellationToken));
        }));
        await host.SendAsync(_queue, new Order(1));
        var stream = host.Key("q:" + _queue);
        await Eventually.True(async () => (await redis.Server.ExecuteAsync("XPENDING", stream, "mt")).StartsWith('1'));
        var entry = (await redis.Server.ExecuteAsync("XPENDING", stream, "mt", "-", "+", "1")).Split('\n')[0].Trim();
        await redis.Server.ExecuteAsync("XCLAIM", stream, "mt", "thief", "0", entry, "JUSTID");

        await Eventually.True(() => measurements.Sum("redis_streams.leases_lost", _queue) == 1);
        await Eventually.True(() => measurements.Sum("redis_streams.reclaimed", _queue) == 1);
        await Eventually.True(() => measurements.Sum("redis_streams.redeliveries", _queue) == 1);
    }

    [Fact]
    public async Task The_frameworks_own_instruments_count_what_is_sent_and_consumed()
    {
        using var measurements = new Measurements(InstrumentationOptions.MeterName);
        await using var host = await BusHost.StartAsync(redis.Server, configure: (_, bus) => bus.ReceiveEndpoint(_queue, endpoint =>
            endpoint.Handler<Order>(_ => Task.CompletedTask)));

        for (var number = 0; number < 3; number++)
            await host.SendAsync(_queue, new Order(number));

        var label = _queue.Replace('-', '_');
        await Eventually.True(() => measurements.Sum("messaging.masstransit.receive", label) == 3 || measurements.Sum("messaging.masstransit.receive", _queue) == 3);
        await Eventually.True(() => measurements.Sum("messaging.masstransit.send", label) >= 3 || measurements.Sum("messaging.masstransit.send", _queue) >= 3);
    }

    public sealed record Order(int Number);
}
