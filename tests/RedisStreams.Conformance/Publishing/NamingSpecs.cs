using Corporation.RedisStreams.Conformance.Parcels;
using Corporation.RedisStreams.Conformance.Profiles;
using Corporation.RedisStreams.Conformance.Running;
using MassTransit;

namespace Corporation.RedisStreams.Conformance.Publishing;

/// <summary>Topics and queues are called what the framework's formatters say.</summary>
public abstract class NamingSpecs(TransportFixture fixture) : TransportSpecs(fixture)
{
    [Fact]
    public async Task A_topic_has_the_name_that_the_formatter_gives_it()
    {
        using var arrivals = new Arrivals<ParcelArrived>();
        await using var bus = await StartAsync(cfg =>
        {
            cfg.MessageTopology.SetEntityNameFormatter(new OneName(Queue("arrivals-of-parcels")));
            Consume(cfg, "office", arrivals);
        });

        Assert.Equal(Queue("arrivals-of-parcels"), TopicOf<ParcelArrived>(bus));
        await bus.PublishAsync<ParcelArrived>(new() { Number = 1 });
        Assert.Equal(1, (await arrivals.NextAsync()).Message.Number);
    }

    [Fact]
    public async Task A_topic_has_the_name_that_the_message_itself_gives()
    {
        using var arrivals = new Arrivals<ParcelWeighed>();
        await using var bus = await StartAsync(cfg => Consume(cfg, "office", arrivals));

        Assert.Equal("conformance-parcel-weighed", TopicOf<ParcelWeighed>(bus));
        await bus.PublishAsync<ParcelWeighed>(new(1));
        Assert.Equal(1, (await arrivals.NextAsync()).Message.Number);
    }

    [Theory]
    [InlineData("exchange")]
    [InlineData("topic")]
    public async Task What_is_sent_to_a_topic_by_its_name_reaches_the_subscribers(string scheme)
    {
        if (scheme == "topic")
            Requires(Feature.TopicAddress);
        using var arrivals = new Arrivals<ParcelArrived>();
        await using var bus = await StartAsync(cfg => Consume(cfg, "office", arrivals));

        await bus.SendAsync<ParcelArrived>(new Uri($"{scheme}:{TopicOf<ParcelArrived>(bus)}"), new() { Number = 1 });

        Assert.Equal(1, (await arrivals.NextAsync()).Message.Number);
    }

    [Fact]
    public async Task A_full_address_leads_to_the_same_queue_as_its_short_one()
    {
        using var arrivals = new Arrivals<ShipParcel>();
        await using var bus = await StartAsync(cfg => Consume(cfg, "parcels", arrivals));

        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(1));
        var first = await arrivals.NextAsync();
        await bus.SendAsync<ShipParcel>(first.DestinationAddress!, new(2));
        await bus.SendAsync<ShipParcel>(first.InputAddress, new(3));

        Assert.Equal([2, 3], (await arrivals.TakeAsync(2)).Select(arrival => arrival.Message.Number).Order());
    }

    [Fact]
    public async Task A_consumers_queue_has_the_name_that_the_endpoint_name_formatter_gives_it()
    {
        await using var bus = await StartAsync(register => register.AddConsumer<FindParcelConsumer>(), (_, _) => { });
        var queue = EndpointNames.Consumer<FindParcelConsumer>();

        var client = bus.Bus.CreateRequestClient<FindParcel>(new Uri($"queue:{queue}"), RequestTimeout.After(s: 30));
        var response = await client.GetResponse<ParcelFound>(new FindParcel(7), Token);

        Assert.EndsWith("-find-parcel", queue, StringComparison.Ordinal);
        Assert.Equal(queue, response.Headers.Get<string>("Queue"));
    }

    private static string TopicOf<T>(TestBus bus)
        where T : class
    {
        Assert.True(bus.Bus.Topology.TryGetPublishAddress<T>(out var address));
        return Uri.UnescapeDataString(address.Segments[^1]);
    }

    private sealed class OneName(string name) : IEntityNameFormatter
    {
        // The types that the message implements must not fall together with it.
        public string FormatEntityName<T>() => typeof(T) == typeof(ParcelArrived) ? name : $"{name}-{typeof(T).Name}";
    }
}
