using Corporation.RedisStreams.Conformance.Parcels;
using Corporation.RedisStreams.Conformance.Profiles;
using Corporation.RedisStreams.Conformance.Running;
using MassTransit;

namespace Corporation.RedisStreams.Conformance.Publishing;

/// <summary>A published message reaches every endpoint that subscribes to one of its types, once.</summary>
public abstract class PublishingSpecs(TransportFixture fixture) : TransportSpecs(fixture)
{
    [Fact]
    public async Task A_published_message_reaches_its_only_subscriber()
    {
        using var arrivals = new Arrivals<ParcelArrived>();
        await using var bus = await StartAsync(cfg => Consume(cfg, "office", arrivals));

        await bus.PublishAsync<ParcelArrived>(new() { Number = 7, Place = "Bremen" }, context => context.Headers.Set("By", "train"));

        var arrival = await arrivals.NextAsync();
        Assert.Equal(new ParcelArrived { Number = 7, Place = "Bremen" }, arrival.Message);
        Assert.Equal("train", arrival.Text("By"));
        Assert.Equal(bus.Bus.Address, arrival.SourceAddress);
    }

    [Fact]
    public async Task A_published_message_reaches_every_subscriber_once()
    {
        using var office = new Arrivals<ParcelArrived>();
        using var archive = new Arrivals<ParcelArrived>();
        await using var bus = await StartAsync(cfg =>
        {
            Consume(cfg, "office", office);
            Consume(cfg, "archive", archive);
        });

        for (var number = 0; number < 20; number++)
            await bus.PublishAsync<ParcelArrived>(new() { Number = number });

        foreach (var arrivals in new[] { office, archive })
            Assert.Equal(Enumerable.Range(0, 20), (await arrivals.TakeAsync(20)).Select(arrival => arrival.Message.Number).Order());
        await bus.StopAsync();
        Assert.Equal((20, 20), (office.Count, archive.Count));
    }

    [Fact]
    public async Task A_message_without_a_subscriber_is_accepted_and_disturbs_nobody()
    {
        using var arrivals = new Arrivals<ParcelArrived>();
        await using var bus = await StartAsync(cfg => Consume(cfg, "office", arrivals));

        await bus.PublishAsync<LoseParcel>(new(1));
        await bus.PublishAsync<ParcelArrived>(new() { Number = 2 });

        Assert.Equal(2, (await arrivals.NextAsync()).Message.Number);
    }

    [Fact]
    public async Task Subscribers_of_its_base_types_and_interfaces_get_a_message_as_such()
    {
        using var whole = new Arrivals<ParcelArrived>();
        using var moved = new Arrivals<ParcelMoved>();
        using var events = new Arrivals<IParcelEvent>();
        await using var bus = await StartAsync(cfg =>
        {
            Consume(cfg, "whole", whole);
            Consume(cfg, "moved", moved);
            Consume(cfg, "events", events);
        });

        await bus.PublishAsync<ParcelArrived>(new() { Number = 7, Place = "Bremen" });

        Assert.Equal("Bremen", (await whole.NextAsync()).Message.Place);
        Assert.Equal(7, (await moved.NextAsync()).Message.Number);
        Assert.Equal(7, (await events.NextAsync()).Message.Number);
    }

    [Fact]
    public async Task A_subscriber_of_a_message_gets_nothing_that_is_only_its_base_type()
    {
        using var arrivals = new Arrivals<ParcelArrived>();
        using var moved = new Arrivals<ParcelMoved>();
        var deliveries = new Deliveries(Queue("office"));
        await using var bus = await StartAsync(cfg =>
        {
            cfg.ConnectReceiveObserver(deliveries);
            Consume(cfg, "office", arrivals);
            Consume(cfg, "moved", moved);
        });

        await bus.PublishAsync<ParcelMoved>(new() { Number = 1 });
        Assert.Equal(1, (await moved.NextAsync()).Message.Number);
        await bus.PublishAsync<ParcelArrived>(new() { Number = 2 });

        Assert.Equal(2, (await arrivals.NextAsync()).Message.Number);
        await Patience.Until(() => deliveries.Ended == deliveries.Begun);
        Assert.Equal(1, deliveries.Begun);
    }

    [Fact]
    public async Task A_subscriber_to_several_types_of_a_message_gets_one_copy()
    {
        using var whole = new Arrivals<ParcelArrived>();
        using var moved = new Arrivals<ParcelMoved>();
        using var events = new Arrivals<IParcelEvent>();
        using var ends = new Arrivals<EndOfShift>();
        var deliveries = new Deliveries(Queue("office"));
        await using var bus = await StartAsync(cfg =>
        {
            cfg.ConnectReceiveObserver(deliveries);
            cfg.ReceiveEndpoint(Queue("office"), endpoint =>
            {
                endpoint.ConcurrentMessageLimit = 1;
                endpoint.Handler<ParcelArrived>(whole.Keep);
                endpoint.Handler<ParcelMoved>(moved.Keep);
                endpoint.Handler<IParcelEvent>(events.Keep);
                endpoint.Handler<EndOfShift>(ends.Keep);
            });
        });

        await bus.PublishAsync<ParcelArrived>(new() { Number = 7 });
        await bus.PublishAsync<EndOfShift>(new(0));
        await ends.NextAsync();

        Assert.Equal((1, 1, 1), (whole.Count, moved.Count, events.Count));
        Assert.Equal(2, deliveries.Begun);
    }

    [Fact]
    public async Task An_endpoint_without_consume_topology_gets_what_is_sent_to_it_and_nothing_published()
    {
        using var office = new Arrivals<ParcelArrived>();
        using var quiet = new Arrivals<ParcelArrived>();
        await using var bus = await StartAsync(cfg =>
        {
            Consume(cfg, "office", office);
            Consume(cfg, "quiet", quiet, endpoint => endpoint.ConfigureConsumeTopology = false);
        });

        await bus.PublishAsync<ParcelArrived>(new() { Number = 1 });
        await office.NextAsync();
        await bus.SendAsync<ParcelArrived>(QueueAddress("quiet"), new() { Number = 2 });

        Assert.Equal(2, (await quiet.NextAsync()).Message.Number);
        await bus.StopAsync();
        Assert.Equal(1, quiet.Count);
    }

    [Fact]
    public async Task A_type_excluded_from_topology_has_no_subscribers()
    {
        using var traced = new Arrivals<ParcelTraced>();
        using var trace = new Arrivals<ITraceable>();
        using var ends = new Arrivals<EndOfShift>();
        await using var bus = await StartAsync(cfg =>
        {
            Consume(cfg, "traced", traced);
            cfg.ReceiveEndpoint(Queue("trace"), endpoint =>
            {
                endpoint.ConcurrentMessageLimit = 1;
                endpoint.Handler<ITraceable>(trace.Keep);
                endpoint.Handler<EndOfShift>(ends.Keep);
            });
        });

        await bus.PublishAsync<ParcelTraced>(new(7));
        await bus.PublishAsync<EndOfShift>(new(0));

        Assert.Equal(7, (await traced.NextAsync()).Message.Number);
        await ends.NextAsync();
        Assert.Equal(0, trace.Count);
    }

    [Fact]
    public async Task A_type_excluded_from_topology_has_an_address_all_the_same()
    {
        await using var bus = await StartAsync(_ => { });

        Assert.True(bus.Bus.Topology.TryGetPublishAddress<ITraceable>(out var address));

        Assert.EndsWith(nameof(ITraceable), Uri.UnescapeDataString(address.Segments[^1]), StringComparison.Ordinal);
    }
}
