using Corporation.RedisStreams.Conformance.Observing;
using Corporation.RedisStreams.Conformance.Parcels;
using Corporation.RedisStreams.Conformance.Profiles;
using Corporation.RedisStreams.Conformance.Running;
using MassTransit;

namespace Corporation.RedisStreams.Conformance.Declaring;

/// <summary>What an endpoint can ask of its queue: who may read it, how much it holds, how long it stays.</summary>
public abstract class DeclaringSpecs(TransportFixture fixture) : TransportSpecs(fixture)
{
    private const int Count = 20;
    private const int Bound = 2;

    // Our transport allows no less.
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task Of_consumers_of_which_one_is_active_the_other_stands_by_and_takes_over()
    {
        Requires(Feature.SharedByBuses);
        Requires(Feature.SingleActiveConsumer);
        using var first = new Arrivals<ShipParcel>();
        using var second = new Arrivals<ShipParcel>();
        Uri? address = null;
        await using var one = await StartAsync(cfg => Consume(cfg, "parcels", first, Activate));
        await using var other = await StartAsync(cfg => Consume(cfg, "parcels", second, Activate));

        for (var number = 0; number < Count; number++)
            await other.SendAsync<ShipParcel>(address!, new(number));
        Assert.Equal(Enumerable.Range(0, Count), (await first.TakeAsync(Count)).Select(arrival => arrival.Message.Number).Order());
        await one.StopAsync();
        await other.SendAsync<ShipParcel>(address!, new(Count));

        Assert.Equal(Count, (await second.NextAsync()).Message.Number);

        void Activate(IReceiveEndpointConfigurator endpoint)
        {
            Fixture.UseSingleActiveConsumer(endpoint);
            address = endpoint.InputAddress;
        }
    }

    [Fact]
    public async Task An_exclusive_endpoint_lets_no_other_read_until_it_stops()
    {
        Requires(Feature.SharedByBuses);
        Requires(Feature.ExclusiveConsumer);
        using var first = new Arrivals<ShipParcel>();
        using var second = new Arrivals<ShipParcel>();
        var life = new EndpointLife();
        await using var one = await StartAsync(cfg => Consume(cfg, "parcels", first, Fixture.UseExclusiveConsumer));
        await using var other = await StartAsync(_ => { });

        other.Bus.ConnectReceiveEndpointObserver(life);
        other.Bus.ConnectReceiveEndpoint(Queue("parcels"), endpoint =>
        {
            Fixture.UseExclusiveConsumer(endpoint);
            endpoint.Handler<ShipParcel>(second.Keep);
        });
        await Patience.Until(() => life.Seen.Any(seen => seen.StartsWith("faulted", StringComparison.Ordinal)));
        await one.SendAsync<ShipParcel>(QueueAddress("parcels"), new(1));
        Assert.Equal(1, (await first.NextAsync()).Message.Number);

        await one.StopAsync();
        await other.SendAsync<ShipParcel>(QueueAddress("parcels"), new(2));
        Assert.Equal(2, (await second.NextAsync()).Message.Number);
        Assert.Equal(1, first.Count);
    }

    [Fact]
    public async Task A_full_queue_lets_who_sends_to_it_wait_until_there_is_room()
    {
        Requires(Feature.BoundedQueue);
        using var nothing = new Arrivals<ShipParcel>();
        using var beside = new Arrivals<EndOfShift>();
        using var arrivals = new Arrivals<ShipParcel>();
        Uri? address = null;
        await using (await StartAsync(cfg =>
        {
            cfg.DeployTopologyOnly = true;
            Consume(cfg, "parcels", nothing, Limit);
        }))
        {
        }

        await using var sender = await StartAsync(cfg => Consume(cfg, "beside", beside));
        for (var number = 0; number < Bound; number++)
            await sender.SendAsync<ShipParcel>(address!, new(number));

        // Without a deadline of its own: it waits for what this test does.
        var waiting = (await sender.Bus.GetSendEndpoint(address!).InTime()).Send(new ShipParcel(Bound), Token);
        // A message that went the same way meanwhile, and arrived: time enough for one too many to be accepted.
        await sender.SendAsync<EndOfShift>(QueueAddress("beside"), new(0));
        await beside.NextAsync();
        Assert.False(waiting.IsCompleted);

        await sender.Bus.ConnectReceiveEndpoint(Queue("parcels"), endpoint =>
        {
            Limit(endpoint);
            endpoint.Handler<ShipParcel>(arrivals.Keep);
        }).Ready.InTime();
        await waiting.InTime();
        var parcels = await arrivals.TakeAsync(Bound + 1);
        Assert.Equal(Enumerable.Range(0, Bound + 1), parcels.Select(arrival => arrival.Message.Number).Order());

        void Limit(IReceiveEndpointConfigurator endpoint)
        {
            Fixture.BoundQueue(endpoint, Bound, refuses: false);
            address = endpoint.InputAddress;
        }
    }

    [Fact]
    public async Task A_full_queue_refuses_what_is_sent_to_it_also_while_what_it_has_is_consumed()
    {
        Requires(Feature.RefusesWhenFull);
        var gate = new Gate();
        using var arrivals = new Arrivals<ShipParcel>();
        Uri? address = null;
        await using var bus = await StartAsync(cfg => cfg.ReceiveEndpoint(Queue("parcels"), endpoint =>
        {
            Fixture.BoundQueue(endpoint, Bound, refuses: true);
            address = endpoint.InputAddress;
            endpoint.Handler<ShipParcel>(async context =>
            {
                await gate.PassAsync();
                await arrivals.Keep(context);
            });
        }));

        for (var number = 0; number < Bound; number++)
            await bus.SendAsync<ShipParcel>(address!, new(number));
        await Patience.Until(() => gate.Inside == Bound);
        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => bus.SendAsync<ShipParcel>(address!, new(-1)));
        Assert.IsNotType<TimeoutException>(refusal);
        gate.Open();

        // A message makes room when it is settled, which is a little later than what its consumer sees.
        await arrivals.TakeAsync(Bound);
        await Patience.Until(() => TrySendAsync(bus, address!, Bound));
        Assert.Equal(Bound, (await arrivals.NextAsync()).Message.Number);
    }

    [Fact]
    public async Task A_queue_that_nobody_reads_for_a_time_goes_and_one_that_is_read_stays_with_what_it_has()
    {
        Requires(Feature.ExpiringQueue);
        Requires(Feature.ShowsTopology);
        var gate = new Gate();
        using var nothing = new Arrivals<ShipParcel>();
        using var arrivals = new Arrivals<ShipParcel>();
        Uri? address = null;
        await using var bus = await StartAsync(cfg => cfg.ReceiveEndpoint(Queue("read"), endpoint =>
        {
            Fixture.ExpireQueue(endpoint, Idle);
            address = endpoint.InputAddress;
            (endpoint.PrefetchCount, endpoint.ConcurrentMessageLimit) = (1, 1);
            endpoint.Handler<ShipParcel>(async context =>
            {
                await gate.PassAsync();
                await arrivals.Keep(context);
            });
        }));
        for (var number = 0; number < 2; number++)
            await bus.SendAsync<ShipParcel>(address!, new(number));
        await Patience.Until(() => gate.Inside == 1);

        // Twice, since a server may give a queue as long again: by then nobody has fetched from the other one for longer than that.
        for (var round = 0; round < 2; round++)
        {
            await using (await StartAsync(cfg => Consume(cfg, "left", nothing, endpoint => Fixture.ExpireQueue(endpoint, Idle))))
                Assert.True(await Fixture.QueueExistsAsync(Queue("left")));
            await Fixture.UntilQueueIsGoneAsync(Queue("left"));
        }

        gate.Open();
        Assert.Equal([0, 1], (await arrivals.TakeAsync(2)).Select(arrival => arrival.Message.Number));
    }

    private static async Task<bool> TrySendAsync(TestBus bus, Uri address, int number)
    {
        try
        {
            await bus.SendAsync<ShipParcel>(address, new(number));
            return true;
        }
        catch (Exception exception) when (exception is not (TimeoutException or OperationCanceledException))
        {
            return false;
        }
    }
}
