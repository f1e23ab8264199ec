using Corporation.RedisStreams.Addressing;
using Corporation.RedisStreams.Declaring;
using Corporation.RedisStreams.Protocol;
using Corporation.RedisStreams.Sending;
using MassTransit;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Tests.Declaring;

public sealed class QueueTopologyTests(RedisFixture redis)
{
    private static readonly QueueName Orders = new("orders");

    [Fact]
    public async Task Declaring_again_changes_nothing()
    {
        await using var half = await SendingHalf.OpenAsync(redis);

        Assert.True(await half.DeclareAsync("orders", ("Order", "")));
        await half.SendAsync("x", SendingHalf.ToQueue("orders"));
        Assert.False(await half.DeclareAsync("orders", ("Order", "")));

        Assert.Equal(["x"], await half.BodiesAsync("orders"));
        Assert.Equal("", (string?)await half.Database.HashGetAsync(half.Keys.Topic(new TopicName("Order")), "orders"));
    }

    [Fact]
    public async Task A_queue_that_a_send_created_can_be_declared_with_partitions_and_keeps_what_it_has()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await half.SendAsync("early", SendingHalf.ToQueue("orders"));

        await half.DeclareAsync(new QueueDeclaration { Queue = Orders, Partitions = 3 });

        Assert.Equal(["early"], await half.BodiesAsync("orders"));
        var group = Assert.Single(await half.Database.StreamGroupInfoAsync(half.Keys.Stream(Orders, Lane.Partition(2))));
        Assert.Equal("mt", group.Name);
    }

    [Fact]
    public async Task Another_number_of_partitions_is_refused_and_changes_nothing()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await half.DeclareAsync(new QueueDeclaration { Queue = Orders, Partitions = 3 });

        var failure = await Assert.ThrowsAsync<RedisStreamsException>(
            () => half.DeclareAsync(new QueueDeclaration { Queue = Orders, Partitions = 4, MaxLength = 1 }));

        Assert.Contains("exists with 3 partitions; 4 were declared", failure.Message);
        Assert.False(await half.Database.HashExistsAsync(half.Keys.Settings(Orders), "max-length"));
    }

    [Theory]
    [InlineData("q:orders", "stream")]
    [InlineData("q-h:orders", "stream")]
    [InlineData("settings:orders", "hash")]
    [InlineData("topic:Order", "hash")]
    [InlineData("queues", "set")]
    public async Task A_key_that_somebody_else_uses_is_named_and_nothing_is_declared(string name, string expected)
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await half.Database.StringSetAsync(half.Keys.Prefix + name, $"not a {expected}");

        var failure = await Assert.ThrowsAsync<RedisStreamsException>(() => half.DeclareAsync("orders", ("Order", "")));

        Assert.Equal(half.Keys.Prefix + name, failure.Entity);
        Assert.Contains("holds a string", failure.Message);
        Assert.Equal(half.Keys.Prefix + name, (await redis.Server.ExecuteAsync("KEYS", half.Keys.Prefix + "*")).Trim());
    }

    [Fact]
    public async Task Bounds_are_those_of_the_latest_declaration()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await half.DeclareAsync(new QueueDeclaration { Queue = Orders, MaxLength = 1, Overflow = RedisStreamsOverflow.Block });
        await half.DeclareAsync(new QueueDeclaration { Queue = Orders, MaxLength = 2 });
        await half.SendAsync("1", SendingHalf.ToQueue("orders"));
        await half.SendAsync("2", SendingHalf.ToQueue("orders"));
        await Assert.ThrowsAsync<RedisStreamsException>(() => half.SendAsync("3", SendingHalf.ToQueue("orders")));

        await half.DeclareAsync(new QueueDeclaration { Queue = Orders });
        await half.SendAsync("3", SendingHalf.ToQueue("orders"));

        Assert.Equal(3, (await half.BodiesAsync("orders")).Length);
    }

    [Fact]
    public async Task A_temporary_queue_expires_as_a_whole_and_a_send_does_not_keep_it()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await half.DeclareAsync(new QueueDeclaration { Queue = Orders, AutoDeleteAfter = TimeSpan.FromMilliseconds(300) });
        await half.Database.KeyDeleteAsync(half.Keys.Stream(Orders, Lane.High));
        await half.SendAsync(new OutgoingMessage
        {
            Destination = SendingHalf.ToQueue("orders"),
            Body = "x"u8.ToArray(),
            Priority = RedisStreamsPriority.High,
        });

        await Eventually.True(async () => await redis.Server.ExecuteAsync("KEYS", half.Keys.Prefix + "*orders") is "");

        Assert.Empty(await half.Inspector.QueuesAsync(SendingHalf.Ended));
    }

    [Fact]
    public async Task Names_of_queues_that_expired_do_not_pile_up()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        for (var i = 0; i < 60; i++)
        {
            await half.DeclareAsync($"temporary-{i}", ("Order", ""));
            await half.Database.KeyDeleteAsync(half.Keys.Settings(new QueueName($"temporary-{i}")));
        }

        Assert.InRange(await half.Database.SetLengthAsync(half.Keys.Queues), 1, 20);
        Assert.InRange(await half.Database.HashLengthAsync(half.Keys.Topic(new TopicName("Order"))), 1, 20);
    }

    [Fact]
    public async Task Unsubscribing_ends_one_pattern_or_all()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await half.DeclareAsync("orders", ("Order", "eu.*"), ("Order", "us.*"), ("Order", ""));
        var order = new TopicName("Order");

        Assert.True(await half.Topology.UnsubscribeAsync(Orders, new Subscription(order, ""), SendingHalf.Ended));
        Assert.True(await half.Topology.UnsubscribeAsync(Orders, new Subscription(order, "us.*"), SendingHalf.Ended));
        Assert.False(await half.Topology.UnsubscribeAsync(Orders, new Subscription(order, "us.*"), SendingHalf.Ended));
        Assert.Equal("eu.*", (string?)await half.Database.HashGetAsync(half.Keys.Topic(order), "orders"));

        Assert.True(await half.Topology.UnsubscribeAsync(Orders, order, SendingHalf.Ended));
        Assert.False(await half.Topology.UnsubscribeAsync(Orders, order, SendingHalf.Ended));
        Assert.Equal(0, (await half.SendAsync("x", SendingHalf.ToTopic("Order"))).Copies);
    }

    [Fact]
    public async Task Deleting_a_queue_leaves_nothing_of_it()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await half.DeclareAsync(new QueueDeclaration
        {
            Queue = Orders,
            Partitions = 5,
            Subscriptions = [new Subscription(new TopicName("Order"), "")],
        });
        await half.SendAsync("x", SendingHalf.ToQueue("orders"));
        await half.Database.HashSetAsync(half.Keys.Redelivered(Orders), "n/1-0", 1);

        Assert.True(await half.Topology.DeleteQueueAsync(Orders, ifUnused: false, ifEmpty: false, SendingHalf.Ended));
        Assert.False(await half.Topology.DeleteQueueAsync(Orders, ifUnused: false, ifEmpty: false, SendingHalf.Ended));

        Assert.Equal(half.Keys.Topics, (await redis.Server.ExecuteAsync("KEYS", half.Keys.Prefix + "*")).Trim());
    }

    [Fact]
    public async Task A_queue_with_messages_or_consumers_is_not_deleted_when_it_was_not_to_be()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await half.SendAsync("x", SendingHalf.ToQueue("orders"));
        var full = await Assert.ThrowsAsync<RedisStreamsException>(
            () => half.Topology.DeleteQueueAsync(Orders, false, ifEmpty: true, SendingHalf.Ended));
        await half.Database.HashSetAsync(half.Keys.Consumers(Orders), "gone.0", "token|1000");
        await half.Database.HashSetAsync(half.Keys.Consumers(Orders), "there.0", "token|99999999999999");
        var used = await Assert.ThrowsAsync<RedisStreamsException>(
            () => half.Topology.DeleteQueueAsync(Orders, ifUnused: true, false, SendingHalf.Ended));
        await half.Database.HashDeleteAsync(half.Keys.Consumers(Orders), "there.0");

        Assert.Contains("it has 1 messages", full.Message);
        Assert.Contains("it has 1 consumers", used.Message);
        Assert.True(await half.Topology.DeleteQueueAsync(Orders, ifUnused: true, ifEmpty: false, SendingHalf.Ended));
    }

    [Fact]
    public async Task A_purge_removes_what_waits_and_leaves_what_a_consumer_has()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        for (var i = 0; i < 700; i++)
            await half.SendAsync($"{i}", SendingHalf.ToQueue("orders"));
        await half.SendAsync(new OutgoingMessage
        {
            Destination = SendingHalf.ToQueue("orders"),
            Body = "x"u8.ToArray(),
            Priority = RedisStreamsPriority.Low,
        });
        var stream = half.Keys.Stream(Orders, Lane.Normal);
        await half.Database.StreamReadGroupAsync(stream, StreamKeys.Group, "me", StreamPosition.NewMessages, 2);
        var held = await half.Database.StreamReadGroupAsync(
            stream, StreamKeys.Group, StreamKeys.HoldingConsumer, StreamPosition.NewMessages, 1);
        await half.Database.SortedSetAddAsync(half.Keys.Held(Orders), $"n/{held[0].Id}", 0);

        Assert.Equal(699, await half.Topology.PurgeAsync(Orders, SendingHalf.Ended));

        Assert.Equal(["0", "1"], await half.BodiesAsync("orders"));
        Assert.Empty(await half.BodiesAsync("orders", Lane.Low));
        Assert.Equal(0, await half.Database.SortedSetLengthAsync(half.Keys.Held(Orders)));
        Assert.Equal(0, await half.Topology.PurgeAsync(new QueueName("nothing"), SendingHalf.Ended));
    }
}
