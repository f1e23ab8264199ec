using Corporation.RedisStreams.Addressing;
using Corporation.RedisStreams.Protocol;
using Corporation.RedisStreams.Sending;
using MassTransit;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Tests.Sending;

public sealed class SenderTests(RedisFixture redis)
{
    [Fact]
    public async Task A_message_lies_in_its_queue_with_all_its_fields()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        var message = new OutgoingMessage
        {
            Destination = SendingHalf.ToQueue("orders"),
            Body = "body"u8.ToArray(),
            ContentType = "application/json",
            MessageId = Guid.NewGuid(),
            Headers = """{"a":"b"}"""u8.ToArray(),
            PartitionKey = "customer-1",
            RoutingKey = "eu.de",
        };

        var result = await half.SendAsync(message);

        Assert.Equal(new SendResult(1, false), result);
        var entry = Assert.Single(await half.Database.StreamRangeAsync(half.Keys.Stream(new QueueName("orders"), Lane.Normal)));
        Assert.Equal(
            ["b=body", "c=application/json", $"i={message.MessageId}", """h={"a":"b"}""", "k=customer-1", "r=eu.de"],
            entry.Values.Select(field => $"{field.Name}={field.Value}"));
    }

    [Fact]
    public async Task A_queue_that_a_send_creates_is_read_from_its_start()
    {
        await using var half = await SendingHalf.OpenAsync(redis);

        await half.SendAsync("first", SendingHalf.ToQueue("orders"));

        var stream = half.Keys.Stream(new QueueName("orders"), Lane.Normal);
        var group = Assert.Single(await half.Database.StreamGroupInfoAsync(stream));
        Assert.Equal(("mt", "0-0"), (group.Name, group.LastDeliveredId));
        Assert.Equal(["orders"], (await half.Database.SetMembersAsync(half.Keys.Queues)).Select(name => (string?)name));
    }

    [Fact]
    public async Task One_bad_message_of_a_batch_harms_no_other()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await half.Database.StringSetAsync(half.Keys.Stream(new QueueName("broken"), Lane.Normal), "not a stream");
        await half.Database.HashSetAsync(half.Keys.Settings(new QueueName("broken")), "kind", "queue");

        var sends = Enumerable.Range(0, 64)
            .Select(i => half.SendAsync($"{i}", SendingHalf.ToQueue(i == 31 ? "broken" : "orders"))).ToArray();
        var failure = await Assert.ThrowsAsync<RedisStreamsException>(() => Task.WhenAll(sends));

        Assert.Equal(half.Keys.Stream(new QueueName("broken"), Lane.Normal), failure.Entity);
        Assert.Contains("holds a string", failure.Message);
        Assert.Equal(63, sends.Count(send => send.IsCompletedSuccessfully));
        Assert.Equal(Enumerable.Range(0, 64).Where(i => i != 31).Select(i => $"{i}").Order(), (await half.BodiesAsync("orders")).Order());
    }

    [Theory]
    [InlineData(RedisStreamsPriority.Low, "l")]
    [InlineData(RedisStreamsPriority.Normal, "n")]
    [InlineData(RedisStreamsPriority.High, "h")]
    public async Task Priority_chooses_the_lane(RedisStreamsPriority priority, string lane)
    {
        await using var half = await SendingHalf.OpenAsync(redis);

        await half.SendAsync(new OutgoingMessage { Destination = SendingHalf.ToQueue("orders"), Body = "x"u8.ToArray(), Priority = priority });

        Assert.Equal(["x"], await half.BodiesAsync("orders", Lane.Parse(lane)));
    }

    [Fact]
    public async Task Every_message_of_64_callers_arrives_once()
    {
        await using var half = await SendingHalf.OpenAsync(redis);

        await Task.WhenAll(Enumerable.Range(0, 64).Select(async caller =>
        {
            for (var i = 0; i < 100; i++)
                await half.SendAsync($"{caller}/{i}", SendingHalf.ToQueue("orders"));
        }));

        var bodies = await half.BodiesAsync("orders");
        Assert.Equal(6400, bodies.Distinct().Count());
        Assert.Equal(6400, bodies.Length);
        foreach (var caller in bodies.GroupBy(body => body.Split('/')[0]))
            Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{caller.Key}/{i}"), caller);
    }
}
