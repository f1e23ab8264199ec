using System.Security.Cryptography;
using Corporation.RedisStreams.Addressing;
using Corporation.RedisStreams.Declaring;
using Corporation.RedisStreams.Protocol;
using Corporation.RedisStreams.Sending;
using MassTransit;

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
        var entry = Assert.Single(await half.Database.StreamRangeAsync(Orders(half)));
        Assert.Equal(
            ["b=body", "c=application/json", $"i={message.MessageId}", """h={"a":"b"}""", "k=customer-1", "r=eu.de"],
            entry.Values.Select(field => $"{field.Name}={field.Value}"));
    }

    [Fact]
    public async Task A_queue_that_a_send_creates_is_read_from_its_start()
    {
        await using var half = await SendingHalf.OpenAsync(redis);

        await half.SendAsync("first", SendingHalf.ToQueue("orders"));

        var group = Assert.Single(await half.Database.StreamGroupInfoAsync(Orders(half)));
        Assert.Equal(("mt", "0-0"), (group.Name, group.LastDeliveredId));
        Assert.Equal(["orders"], (await half.Database.SetMembersAsync(half.Keys.Queues)).Select(name => (string?)name));
    }

    [Fact]
    public async Task A_message_for_an_existing_queue_only_does_not_create_it()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        var message = new OutgoingMessage { Destination = SendingHalf.ToQueue("answers"), Body = "x"u8.ToArray(), OnlyIfExists = true };

        var failure = await Assert.ThrowsAsync<RedisStreamsException>(() => half.SendAsync(message));

        Assert.Equal("answers", failure.Entity);
        Assert.Contains("does not exist", failure.Message);
        Assert.False(await half.Database.KeyExistsAsync(half.Keys.Settings(new QueueName("answers"))));
        await half.DeclareAsync("answers");
        Assert.Equal(1, (await half.SendAsync(message)).Copies);
    }

    [Fact]
    public async Task Time_to_live_ends_by_the_servers_clock()
    {
        await using var half = await SendingHalf.OpenAsync(redis);

        await half.SendAsync(new OutgoingMessage
        {
            Destination = SendingHalf.ToQueue("orders"),
            Body = "x"u8.ToArray(),
            TimeToLive = TimeSpan.FromSeconds(10),
        });

        var entry = Assert.Single(await half.Database.StreamRangeAsync(Orders(half)));
        Assert.InRange((long)entry[EntryFields.Expires] - EntryId.Parse((string?)entry.Id).Milliseconds, 9_900, 10_100);
    }

    [Theory]
    [InlineData(RedisStreamsPriority.Low, "l")]
    [InlineData(RedisStreamsPriority.Normal, "n")]
    [InlineData(RedisStreamsPriority.High, "h")]
    public async Task Priority_chooses_the_lane(RedisStreamsPriority priority, string lane)
    {
        await using var half = await SendingHalf.OpenAsync(redis);

        await half.SendAsync(new OutgoingMessage
        {
            Destination = SendingHalf.ToQueue("orders"),
            Body = "x"u8.ToArray(),
            Priority = priority,
        });

        Assert.Equal(["x"], await half.BodiesAsync("orders", Lane.Parse(lane)));
    }

    // As: printf %s "$key" | sha1sum | cut -c1-7, read as hexadecimal, modulo 7.
    [Theory]
    [InlineData("a", 3)]
    [InlineData("customer-17", 1)]
    [InlineData("Zürich", 2)]
    [InlineData("", 2)]
    public async Task A_partitioned_queue_chooses_the_lane_by_the_keys_hash(string key, int partition)
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await half.DeclareAsync(new QueueDeclaration { Queue = new QueueName("orders"), Partitions = 7 });

        await half.SendAsync(new OutgoingMessage
        {
            Destination = SendingHalf.ToQueue("orders"),
            Body = "keyed"u8.ToArray(),
            PartitionKey = key,
        });
        await half.SendAsync("without", SendingHalf.ToQueue("orders"));

        Assert.Equal(["keyed"], await half.BodiesAsync("orders", Lane.Partition(partition)));
        Assert.Equal(["without"], await half.BodiesAsync("orders"));
    }

    [Fact]
    public async Task Every_message_of_64_callers_arrives_once_and_in_its_callers_order()
    {
        await using var half = await SendingHalf.OpenAsync(redis);

        await Task.WhenAll(Enumerable.Range(0, 64).Select(async caller =>
        {
            for (var i = 0; i < 100; i++)
                await half.SendAsync($"{caller}/{i}", SendingHalf.ToQueue("orders"));
        }));

        var bodies = await half.BodiesAsync("orders");
        Assert.Equal(6400, bodies.Length);
        foreach (var caller in bodies.GroupBy(body => body.Split('/')[0]))
            Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{caller.Key}/{i}"), caller);
    }

    [Fact]
    public async Task One_bad_message_of_a_batch_harms_no_other()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await half.DeclareAsync("broken");
        var broken = half.Keys.Stream(new QueueName("broken"), Lane.Normal);
        await half.Database.KeyDeleteAsync(broken);
        await half.Database.StringSetAsync(broken, "not a stream");

        var sends = Enumerable.Range(0, 64)
            .Select(i => half.SendAsync($"{i}", SendingHalf.ToQueue(i == 31 ? "broken" : "orders"))).ToArray();
        var failure = await Assert.ThrowsAsync<RedisStreamsException>(() => Task.WhenAll(sends));

        Assert.Equal(broken, failure.Entity);
        Assert.Contains("holds a string", failure.Message);
        Assert.Equal(63, sends.Count(send => send.IsCompletedSuccessfully));
        Assert.Equal(Enumerable.Range(0, 64).Where(i => i != 31).Select(i => $"{i}").Order(), (await half.BodiesAsync("orders")).Order());
    }

    [Fact]
    public async Task The_server_may_forget_its_scripts()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await half.SendAsync("before", SendingHalf.ToQueue("orders"));

        await redis.Server.ExecuteAsync("SCRIPT", "FLUSH");
        await half.SendAsync("after", SendingHalf.ToQueue("orders"));

        Assert.Equal(["before", "after"], await half.BodiesAsync("orders"));
    }

    [Fact]
    public async Task Bodies_of_any_bytes_and_of_a_megabyte_arrive_as_they_are()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        var large = RandomNumberGenerator.GetBytes(1 << 20);

        await half.SendAsync("žluťoučký кот 猫 🐈 \0 end", SendingHalf.ToQueue("orders"));
        await half.SendAsync(new OutgoingMessage { Destination = SendingHalf.ToQueue("orders"), Body = large });
        await half.SendAsync(new OutgoingMessage { Destination = SendingHalf.ToQueue("orders"), Body = ReadOnlyMemory<byte>.Empty });

        var entries = await half.Database.StreamRangeAsync(Orders(half));
        Assert.Equal("žluťoučký кот 猫 🐈 \0 end", (string?)entries[0][EntryFields.Body]);
        Assert.Equal(large, (byte[]?)entries[1][EntryFields.Body]);
        Assert.Equal(0, entries[2][EntryFields.Body].Length());
    }

    [Fact]
    public async Task Many_large_bodies_at_once_arrive()
    {
        await using var half = await SendingHalf.OpenAsync(redis);

        await Task.WhenAll(Enumerable.Range(0, 40)
            .Select(i => half.SendAsync(new string((char)('a' + (i % 26)), 300_000), SendingHalf.ToQueue("orders"))));

        Assert.Equal(40, (await half.BodiesAsync("orders")).Count(body => body.Length == 300_000 && body.All(letter => letter == body[0])));
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_before_it_is_sent()
    {
        await using var half = await SendingHalf.OpenAsync(redis, new SenderSettings { MaxBodyBytes = 1000 });

        var failure = await Assert.ThrowsAsync<ArgumentException>(
            () => half.SendAsync(new string('x', 1001), SendingHalf.ToQueue("orders")));

        Assert.Contains("1001 bytes; the limit is 1000", failure.Message);
        Assert.Equal(1, (await half.SendAsync(new string('x', 1000), SendingHalf.ToQueue("orders"))).Copies);
    }

    [Fact]
    public async Task Who_gives_up_before_the_message_left_sends_nothing()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => half.Sender.SendAsync(SendingHalf.Message("x", SendingHalf.ToQueue("orders")), cancelled.Token));

        Assert.Empty(await half.BodiesAsync("orders"));
    }

    private static string Orders(SendingHalf half) => half.Keys.Stream(new QueueName("orders"), Lane.Normal);
}
