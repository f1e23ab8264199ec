using System.Text;
using Corporation.RedisStreams.Addressing;
using Corporation.RedisStreams.Declaring;
using Corporation.RedisStreams.Protocol;
using Corporation.RedisStreams.Sending;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Tests.Sending;

/// <summary>What they have in common goes to the server once; each arrives as if it had been sent alone.</summary>
public sealed class When_messages_of_a_batch_are_alike(RedisFixture redis)
{
    private const int Messages = 300;

    [Fact]
    public async Task Each_has_its_own_body_and_id()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        var destination = SendingHalf.ToQueue("orders");
        await half.DeclareAsync("orders");

        await AssertArrivedAsync(half, await SendAsync(half, _ => Plain(destination)), "orders");
    }

    [Fact]
    public async Task A_queue_that_nobody_declared_is_created_once()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        var destination = SendingHalf.ToQueue("orders");

        await AssertArrivedAsync(half, await SendAsync(half, _ => Plain(destination)), "orders");
    }

    [Fact]
    public async Task Others_between_them_keep_what_is_theirs()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        var (orders, invoices) = (SendingHalf.ToQueue("orders"), SendingHalf.ToQueue("invoices"));

        var sent = await SendAsync(half, number => (number % 7) switch
        {
            2 => Of(orders, "application/xml"),
            3 => Of(orders, "text/plain", """{"a":"b"}"""),
            4 or 5 => Plain(invoices),
            _ => Plain(orders),
        });

        await AssertArrivedAsync(half, [.. sent.Where(message => message.Destination == orders)], "orders");
        await AssertArrivedAsync(half, [.. sent.Where(message => message.Destination == invoices)], "invoices");
    }

    [Fact]
    public async Task All_subscribers_get_each()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await half.DeclareAsync("one", ("Placed", ""));
        await half.DeclareAsync("two", ("Event", ""));
        var topic = Destination.Topic(new TopicName("Placed"), [new TopicName("Event")]);

        var sent = await SendAsync(half, _ => Plain(topic));

        await AssertArrivedAsync(half, sent, "one");
        await AssertArrivedAsync(half, sent, "two");
    }

    [Fact]
    public async Task A_subscription_with_a_pattern_gets_none_without_a_routing_key()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await half.DeclareAsync("all", ("Placed", ""));
        await half.DeclareAsync("germans", ("Placed", "eu.de"));
        var topic = Destination.Topic(new TopicName("Placed"), []);

        await AssertArrivedAsync(half, await SendAsync(half, _ => Plain(topic)), "all");

        Assert.Empty(await half.BodiesAsync("germans"));
    }

    [Fact]
    public async Task A_bound_refuses_exactly_those_over_it()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await half.DeclareAsync(new QueueDeclaration { Queue = new QueueName("orders"), MaxLength = 100 });
        var destination = SendingHalf.ToQueue("orders");
        var messages = Enumerable.Range(0, Messages).Select(_ => Plain(destination)).ToArray();

        var results = await Task.WhenAll(messages.Select(async message =>
            (Message: message, Failure: await Record.ExceptionAsync(() => half.SendAsync(message)))));

        Assert.Equal(Messages - 100, results.Count(result => result.Failure is RedisStreamsException));
        await AssertArrivedAsync(half, [.. results.Where(result => result.Failure is null).Select(result => result.Message)], "orders");
    }

    private static Task<OutgoingMessage[]> SendAsync(SendingHalf half, Func<int, OutgoingMessage> make) =>
        Task.WhenAll(Enumerable.Range(0, Messages).Select(async number =>
        {
            var message = make(number);
            await half.SendAsync(message);
            return message;
        }));

    private static async Task AssertArrivedAsync(SendingHalf half, OutgoingMessage[] sent, string queue)
    {
        var entries = await half.Database.StreamRangeAsync(half.Keys.Stream(new QueueName(queue), Lane.Normal));
        Assert.Equal(sent.Select(Text).Order(StringComparer.Ordinal), entries.Select(Text).Order(StringComparer.Ordinal));
    }

    private static string Text(OutgoingMessage message)
    {
        var headers = message.Headers.IsEmpty ? "" : $" h={Encoding.UTF8.GetString(message.Headers.Span)}";
        return $"b={Encoding.UTF8.GetString(message.Body.Span)} c={message.ContentType} i={message.MessageId}{headers}";
    }

    private static string Text(StreamEntry entry) => string.Join(' ', entry.Values.Select(field => $"{field.Name}={field.Value}"));

    private static OutgoingMessage Plain(Destination destination) => Of(destination, "text/plain");

    private static OutgoingMessage Of(Destination destination, string contentType, string headers = "")
    {
        var id = Guid.NewGuid();
        return new OutgoingMessage
        {
            Destination = destination,
            Body = Encoding.UTF8.GetBytes($"body of {id}"),
            ContentType = contentType,
            MessageId = id,
            Headers = Encoding.UTF8.GetBytes(headers),
        };
    }
}
