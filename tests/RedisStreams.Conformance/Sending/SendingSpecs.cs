using Corporation.RedisStreams.Conformance.Parcels;
using Corporation.RedisStreams.Conformance.Profiles;
using Corporation.RedisStreams.Conformance.Running;
using MassTransit;

namespace Corporation.RedisStreams.Conformance.Sending;

/// <summary>A message sent to a queue arrives there: once, whole, and with everything that was written on it.</summary>
public abstract class SendingSpecs(TransportFixture fixture) : TransportSpecs(fixture)
{
    private const int Megabyte = 1024 * 1024;

    [Fact]
    public async Task A_message_arrives_with_its_ids_and_addresses()
    {
        using var arrivals = new Arrivals<ShipParcel>();
        await using var bus = await StartAsync(cfg => Consume(cfg, "parcels", arrivals));
        var (message, correlation, conversation) = (NewId.NextGuid(), NewId.NextGuid(), NewId.NextGuid());
        var (initiator, request) = (NewId.NextGuid(), NewId.NextGuid());

        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(7, "fragile"), context =>
        {
            context.MessageId = message;
            context.CorrelationId = correlation;
            context.ConversationId = conversation;
            context.InitiatorId = initiator;
            context.RequestId = request;
            context.ResponseAddress = new Uri("queue:answers");
            context.FaultAddress = new Uri("queue:faults");
        });

        var arrival = await arrivals.NextAsync();
        Assert.Equal(new ShipParcel(7, "fragile"), arrival.Message);
        Assert.Equal(
            (message, correlation, conversation, initiator, request),
            (arrival.MessageId, arrival.CorrelationId, arrival.ConversationId, arrival.InitiatorId, arrival.RequestId));
        Assert.Equal(bus.Bus.Address, arrival.SourceAddress);
        Assert.Equal(Queue("parcels"), arrival.InputAddress.Segments[^1]);
        Assert.Equal(Queue("parcels"), arrival.DestinationAddress?.Segments[^1]);
        Assert.Equal(new Uri("queue:answers"), arrival.ResponseAddress);
        Assert.Equal(new Uri("queue:faults"), arrival.FaultAddress);
        Assert.Equal(TimeProvider.System.GetUtcNow().UtcDateTime, arrival.SentTime!.Value, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Headers_arrive_as_they_were_set()
    {
        using var arrivals = new Arrivals<ShipParcel>();
        var headers = new TaskCompletionSource<(int? Number, bool? Flag, DateTime? Time)>();
        await using var bus = await StartAsync(cfg => cfg.ReceiveEndpoint(Queue("parcels"), endpoint => endpoint.Handler<ShipParcel>(
            context =>
            {
                var (number, flag) = (context.Headers.Get<int>("Number"), context.Headers.Get<bool>("Flag"));
                headers.TrySetResult((number, flag, context.Headers.Get<DateTime>("Time")));
                return arrivals.Keep(context);
            })));
        var time = new DateTime(2026, 11, 23, 12, 34, 56, DateTimeKind.Utc);

        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(1), context =>
        {
            context.Headers.Set("Text", "two words; and=more, \"quoted\"");
            context.Headers.Set("Number", 42);
            context.Headers.Set("Flag", true);
            context.Headers.Set("Time", time);
        });

        Assert.Equal("two words; and=more, \"quoted\"", (await arrivals.NextAsync()).Text("Text"));
        Assert.Equal((42, true, time), await headers.Task.InTime());
    }

    [Fact]
    public async Task Text_of_every_script_and_long_headers_survive()
    {
        using var arrivals = new Arrivals<ShipParcel>();
        await using var bus = await StartAsync(cfg => Consume(cfg, "parcels", arrivals));
        var text = "Grüße, 世界, مرحبا, 🚚\u0301 \u200b \"\\ \n\t end";
        var large = string.Concat(Enumerable.Repeat("0123456789abcdef", 1024));

        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(1, text), context =>
        {
            context.Headers.Set("Greeting", text);
            context.Headers.Set("Large", large);
        });

        var arrival = await arrivals.NextAsync();
        Assert.Equal(text, arrival.Message.Text);
        Assert.Equal(text, arrival.Text("Greeting"));
        Assert.Equal(large, arrival.Text("Large"));
    }

    [Fact]
    public async Task A_body_of_a_megabyte_arrives_whole()
    {
        using var arrivals = new Arrivals<ShipParcel>();
        await using var bus = await StartAsync(cfg => Consume(cfg, "parcels", arrivals));
        var text = string.Create(Megabyte, 17, static (letters, seed) =>
        {
            for (var i = 0; i < letters.Length; i++)
                letters[i] = (char)('a' + i * seed % 26);
        });

        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(1, text));

        Assert.Equal(text, (await arrivals.NextAsync()).Message.Text);
    }

    [Fact]
    public async Task One_consumer_gets_the_messages_of_one_sender_in_their_order()
    {
        const int count = 200;
        using var arrivals = new Arrivals<ShipParcel>();
        await using var bus = await StartAsync(cfg => Consume(cfg, "parcels", arrivals, endpoint => endpoint.ConcurrentMessageLimit = 1));

        for (var number = 0; number < count; number++)
            await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(number));

        Assert.Equal(Enumerable.Range(0, count), (await arrivals.TakeAsync(count)).Select(arrival => arrival.Message.Number));
    }

    [Fact]
    public async Task Nothing_is_lost_or_delivered_twice_when_many_send_at_once()
    {
        const int senders = 8;
        const int each = 125;
        using var arrivals = new Arrivals<ShipParcel>();
        await using var bus = await StartAsync(cfg => Consume(cfg, "parcels", arrivals));

        await Task.WhenAll(Enumerable.Range(0, senders).Select(sender => Task.Run(async () =>
        {
            for (var number = 0; number < each; number++)
                await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(sender * each + number));
        })));

        var numbers = (await arrivals.TakeAsync(senders * each)).Select(arrival => arrival.Message.Number);
        Assert.Equal(Enumerable.Range(0, senders * each), numbers.Order());
        await bus.StopAsync();
        Assert.Equal(senders * each, arrivals.Count);
    }
}
