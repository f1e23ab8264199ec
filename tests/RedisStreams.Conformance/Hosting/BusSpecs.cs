using Corporation.RedisStreams.Conformance.Parcels;
using Corporation.RedisStreams.Conformance.Profiles;
using Corporation.RedisStreams.Conformance.Running;
using MassTransit;
using MassTransit.DependencyInjection;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.RedisStreams.Conformance.Hosting;

/// <summary>Buses: several of them, at once, again and again, and those that only prepare the ground.</summary>
public abstract class BusSpecs(TransportFixture fixture) : TransportSpecs(fixture)
{
    /// <summary>A further bus in one container.</summary>
    public interface INightBus : IBus;

    [Fact]
    public async Task Twenty_buses_start_work_and_stop_at_the_same_time()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(number => Task.Run(async () =>
        {
            using var arrivals = new Arrivals<ShipParcel>();
            await using var bus = await StartAsync(cfg => Consume(cfg, $"parcels-{number}", arrivals));
            await bus.SendAsync<ShipParcel>(QueueAddress($"parcels-{number}"), new(number));
            Assert.Equal(number, (await arrivals.NextAsync()).Message.Number);
            await bus.StopAsync();
        })));
    }

    [Fact]
    public async Task A_bus_that_is_stopped_at_once_leaves_its_queue_usable()
    {
        for (var round = 0; round < 5; round++)
        {
            using var arrivals = new Arrivals<ShipParcel>();
            await using var hasty = await StartAsync(cfg => Consume(cfg, "parcels", arrivals));
            await hasty.StopAsync();
        }

        using var last = new Arrivals<ShipParcel>();
        await using var bus = await StartAsync(cfg => Consume(cfg, "parcels", last));
        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(1));
        Assert.Equal(1, (await last.NextAsync()).Message.Number);
    }

    [Fact]
    public async Task Two_buses_in_one_container_keep_apart()
    {
        using var day = new Arrivals<ShipParcel>();
        using var night = new Arrivals<ShipParcel>();
        var address = await Fixture.AddressAsync();
        await using var bus = await TestBus.StartAsync(services =>
        {
            services.AddMassTransit(register =>
            {
                Prepare(register);
                Fixture.Configure(register, address, Configuring(cfg => Consume(cfg, "day", day)));
            });
            services.AddMassTransit<INightBus>(register =>
            {
                Prepare(register);
                Fixture.Configure<INightBus>(register, address, Configuring(cfg => Consume(cfg, "night", night)));
            });
        });
        var nightBus = bus.Services.GetRequiredService<INightBus>();

        await bus.SendAsync<ShipParcel>(QueueAddress("day"), new(1));
        await (await nightBus.GetSendEndpoint(QueueAddress("night"))).Send(new ShipParcel(2), Token).InTime();
        await using var scope = bus.Services.CreateAsyncScope();
        var nightly = scope.ServiceProvider.GetRequiredService<Bind<INightBus, IPublishEndpoint>>().Value;
        await nightly.Publish(new LoseParcel(3), Token).InTime();

        Assert.Equal(bus.Bus.Address, (await day.NextAsync()).SourceAddress);
        Assert.Equal(nightBus.Address, (await night.NextAsync()).SourceAddress);
        Assert.NotEqual(bus.Bus.Address, nightBus.Address);
    }

    [Fact]
    public async Task Consumers_of_several_buses_compete_for_the_messages_of_a_queue()
    {
        Requires(Feature.SharedByBuses);
        const int count = 60;
        var both = new[] { new TaskCompletionSource(), new TaskCompletionSource() };
        using var arrivals = new Arrivals<ShipParcel>();
        await using var one = await StartAsync(cfg => Compete(cfg, 0));
        await using var other = await StartAsync(cfg => Compete(cfg, 1));

        for (var number = 0; number < count; number++)
            await one.SendAsync<ShipParcel>(QueueAddress("parcels"), new(number));

        Assert.Equal(Enumerable.Range(0, count), (await arrivals.TakeAsync(count)).Select(arrival => arrival.Message.Number).Order());

        // Nobody goes on before both have got something: otherwise the faster might take all.
        void Compete(IBusFactoryConfigurator cfg, int competitor) => cfg.ReceiveEndpoint(Queue("parcels"), endpoint =>
        {
            endpoint.PrefetchCount = 4;
            endpoint.Handler<ShipParcel>(async context =>
            {
                both[competitor].TrySetResult();
                await Task.WhenAll(both.Select(came => came.Task)).InTime("both consumers to get a message");
                await arrivals.Keep(context);
            });
        });
    }

    [Fact]
    public async Task A_bus_that_only_deploys_makes_queues_and_subscriptions_and_consumes_nothing()
    {
        Requires(Feature.SharedByBuses);
        using var nothing = new Arrivals<ParcelArrived>();
        using var arrivals = new Arrivals<ParcelArrived>();
        await using (await StartAsync(cfg =>
        {
            cfg.DeployTopologyOnly = true;
            Consume(cfg, "office", nothing);
        }))
        {
            await using var publisher = await StartAsync(_ => { });
            await publisher.PublishAsync<ParcelArrived>(new() { Number = 1 });
        }

        await using var bus = await StartAsync(cfg => Consume(cfg, "office", arrivals));

        Assert.Equal(1, (await arrivals.NextAsync()).Message.Number);
        Assert.Equal(0, nothing.Count);
    }

    [Fact]
    public async Task A_bus_can_deploy_the_topics_that_it_is_going_to_publish_to()
    {
        Requires(Feature.ShowsTopology);
        string? topic = null;
        await using var bus = await StartAsync(cfg =>
        {
            cfg.DeployPublishTopology = true;
            cfg.Publish<ParcelArrived>(_ => { });
            cfg.Message<ParcelArrived>(message => topic = message.EntityName);
        });

        await Patience.Until(() => Fixture.TopicExistsAsync(topic!));
    }
}
