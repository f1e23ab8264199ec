using Corporation.RedisStreams.Conformance.Parcels;
using Corporation.RedisStreams.Conformance.Profiles;
using Corporation.RedisStreams.Conformance.Running;
using MassTransit;

namespace Corporation.RedisStreams.Conformance.Sending;

/// <summary>A message that waits in a queue: for whom, for how long, and behind whom.</summary>
public abstract class WaitingSpecs(TransportFixture fixture) : TransportSpecs(fixture)
{
    [Fact]
    public async Task A_message_waits_for_an_endpoint_that_comes_later()
    {
        Requires(Feature.KeepsUnclaimed);
        using var arrivals = new Arrivals<ShipParcel>();
        await using var bus = await StartAsync(_ => { });

        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(1));
        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(2));
        await bus.Bus.ConnectReceiveEndpoint(Queue("parcels"), endpoint => endpoint.Handler<ShipParcel>(arrivals.Keep)).Ready.InTime();

        Assert.Equal([1, 2], (await arrivals.TakeAsync(2)).Select(arrival => arrival.Message.Number).Order());
    }

    [Fact]
    public async Task A_message_is_dropped_when_its_time_to_live_is_over()
    {
        Requires(Feature.TimeToLive);
        var gate = new Gate();
        using var arrivals = new Arrivals<ShipParcel>();
        await using var bus = await StartAsync(cfg => cfg.ReceiveEndpoint(Queue("parcels"), endpoint =>
        {
            endpoint.PrefetchCount = 1;
            endpoint.ConcurrentMessageLimit = 1;
            endpoint.Handler<ShipParcel>(async context =>
            {
                await gate.PassAsync();
                await arrivals.Keep(context);
            });
        }));

        // The first one keeps the only consumer busy while the others wait.
        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(0));
        await Patience.Until(() => gate.Inside == 1);
        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(1), context => context.TimeToLive = TimeSpan.FromMilliseconds(100));
        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(2), context => context.TimeToLive = TimeSpan.FromMinutes(5));
        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(3));
        await Patience.TimePasses(TimeSpan.FromMilliseconds(300));
        gate.Open();

        var parcels = await arrivals.TakeAsync(3);
        Assert.Equal([0, 2, 3], parcels.Select(arrival => arrival.Message.Number));
        Assert.NotNull(parcels[1].ExpirationTime);
    }

    [Fact]
    public async Task A_message_of_a_higher_priority_overtakes_those_that_wait()
    {
        Requires(Feature.Priority);
        var gate = new Gate();
        Uri? address = null;
        using var arrivals = new Arrivals<ShipParcel>();
        await using var bus = await StartAsync(cfg => cfg.ReceiveEndpoint(Queue("parcels"), endpoint =>
        {
            Fixture.EnablePriority(endpoint);
            address = endpoint.InputAddress;
            endpoint.PrefetchCount = 1;
            endpoint.Handler<ShipParcel>(async context =>
            {
                await gate.PassAsync();
                await arrivals.Keep(context);
            });
        }));

        // The first one keeps the only consumer busy while the others line up.
        await bus.SendAsync<ShipParcel>(address!, new(0));
        await Patience.Until(() => gate.Inside == 1);
        foreach (var (number, priority) in new (int, byte)[] { (1, 0), (2, 0), (3, 4), (4, 9), (5, 9), (6, 4) })
            await bus.SendAsync<ShipParcel>(address!, new(number), context => Fixture.SetPriority(context, priority));
        gate.Open();

        Assert.Equal([0, 4, 5, 3, 6, 1, 2], (await arrivals.TakeAsync(7)).Select(arrival => arrival.Message.Number));
    }

    [Fact]
    public async Task An_endpoint_that_purges_on_startup_sees_nothing_that_was_sent_before()
    {
        Requires(Feature.PurgeOnStartup);
        using var arrivals = new Arrivals<ShipParcel>();
        await using var sender = await StartAsync(_ => { });
        await sender.SendAsync<ShipParcel>(QueueAddress("parcels"), new(1));

        await using var bus = await StartAsync(cfg => Consume(cfg, "parcels", arrivals, Fixture.PurgeOnStartup));
        await sender.SendAsync<ShipParcel>(QueueAddress("parcels"), new(2));

        Assert.Equal(2, (await arrivals.NextAsync()).Message.Number);
        await bus.StopAsync();
        Assert.Equal(1, arrivals.Count);
    }
}
