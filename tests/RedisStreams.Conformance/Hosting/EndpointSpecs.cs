using Corporation.RedisStreams.Conformance.Parcels;
using Corporation.RedisStreams.Conformance.Profiles;
using Corporation.RedisStreams.Conformance.Running;
using MassTransit;

namespace Corporation.RedisStreams.Conformance.Hosting;

/// <summary>Endpoints that come and go while a bus runs.</summary>
public abstract class EndpointSpecs(TransportFixture fixture) : TransportSpecs(fixture)
{
    [Fact]
    public async Task A_connected_endpoint_consumes_until_it_is_stopped_and_another_one_goes_on()
    {
        using var first = new Arrivals<ShipParcel>();
        using var second = new Arrivals<ShipParcel>();
        await using var bus = await StartAsync(_ => { });

        var handle = await ConnectAsync(bus, first);
        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(1));
        Assert.Equal(1, (await first.NextAsync()).Message.Number);
        await handle.StopAsync(Token).InTime();

        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(2));
        await ConnectAsync(bus, second);
        Assert.Equal(2, (await second.NextAsync()).Message.Number);
        Assert.Equal(1, first.Count);
    }

    [Fact]
    public async Task A_connected_endpoint_subscribes_to_what_is_published()
    {
        using var arrivals = new Arrivals<ParcelArrived>();
        await using var bus = await StartAsync(_ => { });

        await bus.Bus.ConnectReceiveEndpoint(Queue("office"), endpoint => endpoint.Handler<ParcelArrived>(arrivals.Keep)).Ready.InTime();
        await bus.PublishAsync<ParcelArrived>(new() { Number = 1 });

        Assert.Equal(1, (await arrivals.NextAsync()).Message.Number);
    }

    [Fact]
    public async Task A_connected_endpoint_can_have_consumers_of_the_container()
    {
        await using var bus = await StartAsync(
            register => register.AddConsumer<FindParcelConsumer>().ExcludeFromConfigureEndpoints(), (_, _) => { });

        var handle = bus.Connector.ConnectReceiveEndpoint(
            Queue("finder"), (context, endpoint) => endpoint.ConfigureConsumer<FindParcelConsumer>(context));
        await handle.Ready.InTime();
        var client = bus.Bus.CreateRequestClient<FindParcel>(QueueAddress("finder"), RequestTimeout.After(s: 30));

        Assert.Equal(7, (await client.GetResponse<ParcelFound>(new FindParcel(7), Token)).Message.Number);
    }

    [Fact]
    public async Task A_temporary_endpoint_hears_what_is_published_while_it_is_there()
    {
        using var arrivals = new Arrivals<ParcelArrived>();
        await using var bus = await StartAsync(cfg => ConsumeForNow(cfg, arrivals));

        await bus.PublishAsync<ParcelArrived>(new() { Number = 1 });

        Assert.Equal(1, (await arrivals.NextAsync()).Message.Number);
    }

    [Fact]
    public async Task A_temporary_endpoint_leaves_no_queue_behind()
    {
        Requires(Feature.ShowsTopology);
        using var arrivals = new Arrivals<ParcelArrived>();
        await using var bus = await StartAsync(cfg =>
        {
            ConsumeForNow(cfg, arrivals);
            Consume(cfg, "office", new Arrivals<ShipParcel>());
        });
        await bus.PublishAsync<ParcelArrived>(new() { Number = 1 });
        var queue = (await arrivals.NextAsync()).InputAddress.Segments[^1];
        Assert.True(await Fixture.QueueExistsAsync(queue));

        await bus.StopAsync();

        await Patience.Until(async () => !await Fixture.QueueExistsAsync(queue));
        Assert.True(await Fixture.QueueExistsAsync(Queue("office")));
    }

    [Fact]
    public async Task A_consumer_can_be_connected_to_the_bus_itself_and_disconnected()
    {
        using var arrivals = new Arrivals<ShipParcel>();
        await using var bus = await StartAsync(_ => { });

        using (bus.Bus.ConnectHandler<ShipParcel>(arrivals.Keep))
        {
            await bus.SendAsync<ShipParcel>(bus.Bus.Address, new(1));
            Assert.Equal(1, (await arrivals.NextAsync()).Message.Number);
        }

        using var other = new Arrivals<EndOfShift>();
        using var connection = bus.Bus.ConnectHandler<EndOfShift>(other.Keep);
        await bus.SendAsync<ShipParcel>(bus.Bus.Address, new(2));
        await bus.SendAsync<EndOfShift>(bus.Bus.Address, new(3));
        Assert.Equal(3, (await other.NextAsync()).Message.Number);
        Assert.Equal(1, arrivals.Count);
    }

    [Fact]
    public async Task A_consumer_can_be_connected_to_an_endpoint_that_runs_and_disconnected()
    {
        using var arrivals = new Arrivals<ShipParcel>();
        using var ends = new Arrivals<EndOfShift>();
        await using var bus = await StartAsync(_ => { });
        var handle = bus.Bus.ConnectReceiveEndpoint(Queue("parcels"), configurator =>
        {
            configurator.ConcurrentMessageLimit = 1;
            configurator.Handler<EndOfShift>(ends.Keep);
        });
        var endpoint = (await handle.Ready.InTime()).ReceiveEndpoint;

        using (endpoint.ConnectConsumer(() => new ShipParcelConsumer(arrivals)))
        {
            await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(1));
            Assert.Equal(1, (await arrivals.NextAsync()).Message.Number);
        }

        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(2));
        await bus.SendAsync<EndOfShift>(QueueAddress("parcels"), new(3));
        Assert.Equal(3, (await ends.NextAsync()).Message.Number);
        Assert.Equal(1, arrivals.Count);
    }

    [Fact]
    public async Task A_stopped_endpoint_finishes_what_runs_and_gives_back_what_it_had_only_fetched()
    {
        const int count = 10;
        var gate = new Gate();
        using var first = new Arrivals<ShipParcel>();
        using var second = new Arrivals<ShipParcel>();
        await using var bus = await StartAsync(_ => { });
        var handle = bus.Bus.ConnectReceiveEndpoint(Queue("parcels"), endpoint =>
        {
            endpoint.PrefetchCount = count;
            endpoint.ConcurrentMessageLimit = 1;
            endpoint.Handler<ShipParcel>(async context =>
            {
                await gate.PassAsync();
                await first.Keep(context);
            });
        });
        await handle.Ready.InTime();
        for (var number = 0; number < count; number++)
            await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(number));
        await Patience.Until(() => gate.Inside == 1);

        var stop = handle.StopAsync(Token);
        gate.Open();
        await stop.InTime();
        var finished = first.All.Select(arrival => arrival.Message.Number).ToList();
        Assert.Contains(0, finished);

        await ConnectAsync(bus, second);
        var given = await second.TakeAsync(count - finished.Count);
        Assert.Equal(Enumerable.Range(0, count), finished.Concat(given.Select(arrival => arrival.Message.Number)).Order());
    }

    private void ConsumeForNow(IReceiveConfigurator bus, Arrivals<ParcelArrived> arrivals) => bus.ReceiveEndpoint(
        new TemporaryEndpointDefinition(), EndpointNames, endpoint => endpoint.Handler<ParcelArrived>(arrivals.Keep));

    private async Task<HostReceiveEndpointHandle> ConnectAsync(TestBus bus, Arrivals<ShipParcel> arrivals)
    {
        var handle = bus.Bus.ConnectReceiveEndpoint(Queue("parcels"), endpoint => endpoint.Handler<ShipParcel>(arrivals.Keep));
        await handle.Ready.InTime();
        return handle;
    }

    private sealed class ShipParcelConsumer(Arrivals<ShipParcel> arrivals) : IConsumer<ShipParcel>
    {
        public Task Consume(ConsumeContext<ShipParcel> context) => arrivals.Keep(context);
    }
}
