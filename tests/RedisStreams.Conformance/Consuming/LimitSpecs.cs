using System.Collections.Concurrent;
using System.Diagnostics;
using Corporation.RedisStreams.Conformance.Parcels;
using Corporation.RedisStreams.Conformance.Profiles;
using Corporation.RedisStreams.Conformance.Running;
using Corporation.RedisStreams.Conformance.Observing;
using MassTransit;

namespace Corporation.RedisStreams.Conformance.Consuming;

/// <summary>How many messages run at once, and how fast.</summary>
public abstract class LimitSpecs(TransportFixture fixture) : TransportSpecs(fixture)
{
    private const int Count = 24;

    [Fact]
    public Task The_concurrency_limit_is_reached_and_never_exceeded() => ShowMost(3, endpoint =>
    {
        endpoint.PrefetchCount = 12;
        endpoint.ConcurrentMessageLimit = 3;
    });

    [Fact]
    public Task A_limit_in_the_pipeline_is_reached_and_never_exceeded() => ShowMost(3, endpoint =>
    {
        endpoint.PrefetchCount = 12;
        endpoint.UseConcurrencyLimit(3);
    });

    [Fact]
    public Task No_more_run_at_once_than_may_be_fetched() => ShowMost(4, endpoint => endpoint.PrefetchCount = 4);

    [Fact]
    public Task Without_a_lower_limit_all_that_is_fetched_runs_at_once() => ShowMost(Count, endpoint => endpoint.PrefetchCount = Count);

    [Fact]
    public async Task One_slow_message_does_not_hold_up_the_others()
    {
        var gate = new Gate();
        using var arrivals = new Arrivals<ShipParcel>();
        await using var bus = await StartAsync(cfg => cfg.ReceiveEndpoint(Queue("parcels"), endpoint =>
        {
            endpoint.PrefetchCount = 4;
            endpoint.Handler<ShipParcel>(async context =>
            {
                if (context.Message.Number == 0)
                    await gate.PassAsync();
                await arrivals.Keep(context);
            });
        }));

        for (var number = 0; number < Count; number++)
            await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(number));

        var others = await arrivals.TakeAsync(Count - 1);
        Assert.Equal(Enumerable.Range(1, Count - 1), others.Select(arrival => arrival.Message.Number).Order());
        gate.Open();
        Assert.Equal(0, (await arrivals.NextAsync()).Message.Number);
    }

    [Fact]
    public async Task Messages_of_one_partition_never_run_side_by_side()
    {
        var running = new ConcurrentDictionary<string, int>();
        var overlaps = 0;
        using var arrivals = new Arrivals<LabelParcel>();
        await using var bus = await StartAsync(cfg => cfg.ReceiveEndpoint(Queue("labels"), endpoint =>
        {
            endpoint.PrefetchCount = 32;
            endpoint.Handler<LabelParcel>(async context =>
            {
                if (running.AddOrUpdate(context.Message.Key, 1, (_, now) => now + 1) > 1)
                    Interlocked.Increment(ref overlaps);
                await Task.Yield();
                running.AddOrUpdate(context.Message.Key, 0, (_, now) => now - 1);
                await arrivals.Keep(context);
            }, handler => handler.UsePartitioner(8, context => context.Message.Key, System.Text.Encoding.UTF8));
        }));

        for (var number = 0; number < 200; number++)
            await bus.SendAsync<LabelParcel>(QueueAddress("labels"), new($"key-{number % 5}", number));

        await arrivals.TakeAsync(200);
        Assert.Equal(0, overlaps);
    }

    [Fact]
    public async Task A_rate_limit_stretches_a_burst()
    {
        const int rate = 5;
        var interval = TimeSpan.FromMilliseconds(400);
        using var arrivals = new Arrivals<ShipParcel>();
        await using var bus = await StartAsync(cfg => Consume(cfg, "parcels", arrivals, endpoint => endpoint.UseRateLimit(rate, interval)));

        for (var number = 0; number < rate * 3; number++)
            await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(number));

        // From the first of one portion to the first of the next but one lies at least one whole interval, less what timers may err.
        var times = (await arrivals.TakeAsync(rate * 3)).Select(arrival => arrival.At).Order().ToList();
        Assert.InRange(Stopwatch.GetElapsedTime(times[0], times[rate * 2]), interval - TimeSpan.FromMilliseconds(100), Patience.Deadline);
    }

    [Fact]
    public async Task A_kill_switch_stops_the_endpoints_and_starts_them_again()
    {
        var broken = true;
        var life = new EndpointLife();
        using var arrivals = new Arrivals<ShipParcel>();
        await using var bus = await StartAsync(cfg =>
        {
            cfg.UseKillSwitch(options => options.SetActivationThreshold(4).SetTripThreshold(50).SetRestartTimeout(s: 1));
            cfg.ReceiveEndpoint(Queue("parcels"), endpoint =>
            {
                endpoint.ConnectReceiveEndpointObserver(life);
                endpoint.Handler<ShipParcel>(context =>
                    Volatile.Read(ref broken) ? throw new InvalidOperationException("The belt stands still.") : arrivals.Keep(context));
            });
        });
        for (var number = 0; number < 6; number++)
            await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(number));
        await Patience.Until(() => bus.Bus.CheckHealth().Status != BusHealthStatus.Healthy);
        Volatile.Write(ref broken, false);
        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(100));

        await Patience.Until(() => arrivals.All.Any(arrival => arrival.Message.Number == 100));

        // A bus that is stopped while the switch stops its endpoint fails in the framework (8.5.12).
        await Patience.Until(() => life.Seen.SkipWhile(seen => !seen.StartsWith("completed", StringComparison.Ordinal)).Contains("ready"));
        await Patience.Until(() => bus.Bus.CheckHealth().Status == BusHealthStatus.Healthy);
    }

    private async Task ShowMost(int limit, Action<IReceiveEndpointConfigurator> configure)
    {
        var gate = new Gate();
        using var arrivals = new Arrivals<ShipParcel>();
        using var beside = new Arrivals<EndOfShift>();
        await using var bus = await StartAsync(cfg =>
        {
            cfg.ReceiveEndpoint(Queue("parcels"), endpoint =>
            {
                configure(endpoint);
                endpoint.Handler<ShipParcel>(async context =>
                {
                    await gate.PassAsync();
                    await arrivals.Keep(context);
                });
            });
            Consume(cfg, "beside", beside);
        });

        for (var number = 0; number < Count; number++)
            await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(number));
        await Patience.Until(() => gate.Inside == limit, $"{limit} at once");
        // A message that went the same way meanwhile: time enough for one too many to show.
        await bus.SendAsync<EndOfShift>(QueueAddress("beside"), new(0));
        await beside.NextAsync();
        gate.Open();

        await arrivals.TakeAsync(Count);
        Assert.Equal(limit, gate.Most);
    }
}
