using System.Text.Json;
using Corporation.RedisStreams.Conformance.Parcels;
using Corporation.RedisStreams.Conformance.Profiles;
using Corporation.RedisStreams.Conformance.Running;
using MassTransit;
using MassTransit.Serialization;

namespace Corporation.RedisStreams.Conformance.Serializing;

/// <summary>The transport carries any body, and what it is.</summary>
/// <remarks>
/// The serializers of the framework's core package. Its XML, BSON and encrypted ones are in MassTransit.Newtonsoft, which the package feed
/// doesn't have; for a transport they are bodies of bytes with a content type, as <see cref="Gzip"/> is.
/// </remarks>
public abstract class SerializerSpecs(TransportFixture fixture) : TransportSpecs(fixture)
{
    [Fact]
    public async Task A_message_is_an_envelope_of_json_by_default()
    {
        using var arrivals = new Arrivals<ShipParcel>();
        await using var bus = await StartAsync(cfg => Consume(cfg, "parcels", arrivals));

        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(7));

        var arrival = await arrivals.NextAsync();
        Assert.Equal("application/vnd.masstransit+json", arrival.ContentType);
        Assert.Equal(7, JsonSerializer.Deserialize<JsonElement>(arrival.Body).GetProperty("message").GetProperty("number").GetInt32());
    }

    [Fact]
    public async Task Raw_json_is_only_the_message_and_its_ids_and_headers_travel_beside_it()
    {
        using var arrivals = new Arrivals<ShipParcel>();
        await using var bus = await StartAsync(cfg =>
        {
            cfg.UseRawJsonSerializer();
            Consume(cfg, "parcels", arrivals);
        });
        var (message, correlation, conversation) = (NewId.NextGuid(), NewId.NextGuid(), NewId.NextGuid());

        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(7, "fragile"), context =>
        {
            (context.MessageId, context.CorrelationId, context.ConversationId) = (message, correlation, conversation);
            context.Headers.Set("By", "Zug, 列车 🚆");
        });

        var arrival = await arrivals.NextAsync();
        Assert.Equal("application/json", arrival.ContentType);
        var body = JsonSerializer.Deserialize<JsonElement>(arrival.Body);
        Assert.Equal(["number", "text"], body.EnumerateObject().Select(property => property.Name).Order());
        Assert.Equal((message, correlation, conversation), (arrival.MessageId, arrival.CorrelationId, arrival.ConversationId));
        Assert.Equal("Zug, 列车 🚆", arrival.Text("By"));
        Assert.Equal(bus.Bus.Address, arrival.SourceAddress);
    }

    [Fact]
    public async Task Json_of_a_stranger_is_what_its_consumer_takes_it_for()
    {
        using var arrivals = new Arrivals<IParcelEvent>();
        await using var bus = await StartAsync(cfg =>
        {
            // No header of the framework goes along, as from a program that doesn't know it.
            cfg.UseRawJsonSerializer(RawSerializerOptions.AnyMessageType);
            Consume(cfg, "parcels", arrivals);
        });

        await bus.SendAsync<LoseParcel>(QueueAddress("parcels"), new(7));

        var arrival = await arrivals.NextAsync();
        Assert.Equal(7, arrival.Message.Number);
        Assert.DoesNotContain(MessageHeaders.MessageType, arrival.TransportHeaders.Keys);
    }

    [Fact]
    public async Task A_body_of_bytes_arrives_as_it_was()
    {
        using var arrivals = new Arrivals<ShipParcel>();
        await using var bus = await StartAsync(cfg =>
        {
            cfg.AddSerializer(new Gzip());
            cfg.AddDeserializer(new Gzip());
            Consume(cfg, "parcels", arrivals);
        });

        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(7, string.Concat(Enumerable.Repeat("äöü", 5000))));

        var arrival = await arrivals.NextAsync();
        Assert.Equal(Gzip.MediaType, arrival.ContentType);
        Assert.Equal(string.Concat(Enumerable.Repeat("äöü", 5000)), arrival.Message.Text);
    }

    [Fact]
    public async Task One_endpoint_reads_messages_of_several_kinds()
    {
        using var arrivals = new Arrivals<ShipParcel>();
        await using var bus = await StartAsync(cfg =>
        {
            cfg.AddDeserializer(new Gzip());
            cfg.UseRawJsonDeserializer();
            Consume(cfg, "parcels", arrivals, endpoint => endpoint.ConcurrentMessageLimit = 1);
        });

        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(1));
        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(2), context => context.Serializer = new Gzip());
        var raw = new SystemTextJsonRawMessageSerializer();
        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(3), context => context.Serializer = raw);

        var three = await arrivals.TakeAsync(3);
        Assert.Equal([1, 2, 3], three.Select(arrival => arrival.Message.Number));
        Assert.Equal(3, three.Select(arrival => arrival.ContentType).Distinct().Count());
    }

    [Fact]
    public async Task A_request_and_its_response_can_be_raw_json()
    {
        await using var bus = await StartAsync(cfg =>
        {
            cfg.UseRawJsonSerializer();
            cfg.ReceiveEndpoint(Queue("finder"), endpoint => endpoint.Consumer<FindParcelConsumer>());
        });

        var client = bus.Bus.CreateRequestClient<FindParcel>(QueueAddress("finder"), RequestTimeout.After(s: 30));

        Assert.Equal(7, (await client.GetResponse<ParcelFound>(new FindParcel(7), Token)).Message.Number);
    }
}
