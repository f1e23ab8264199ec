using Corporation.RedisStreams.Addressing;
using Corporation.RedisStreams.Declaring;
using Corporation.RedisStreams.Protocol;
using MassTransit;

namespace Corporation.RedisStreams.Tests.Sending;

public sealed class BoundsTests(RedisFixture redis)
{
    [Fact]
    public async Task A_full_queue_refuses_and_says_why()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await half.DeclareAsync(Orders() with { MaxLength = 2 });
        await half.SendAsync("1", SendingHalf.ToQueue("orders"));
        await half.SendAsync("2", SendingHalf.ToQueue("orders"));

        var failure = await Assert.ThrowsAsync<RedisStreamsException>(() => half.SendAsync("3", SendingHalf.ToQueue("orders")));

        Assert.Equal("orders", failure.Entity);
        Assert.Contains("is full: 2 of its max-length 2", failure.Message);
        Assert.Equal(["1", "2"], await half.BodiesAsync("orders"));
    }

    [Fact]
    public async Task The_bound_holds_within_a_batch_too()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await half.DeclareAsync(Orders() with { MaxLength = 10 });

        var sends = Enumerable.Range(0, 40).Select(i => half.SendAsync($"{i}", SendingHalf.ToQueue("orders"))).ToArray();
        await Assert.ThrowsAsync<RedisStreamsException>(() => Task.WhenAll(sends));

        Assert.Equal(10, sends.Count(send => send.IsCompletedSuccessfully));
        Assert.Equal(10, (await half.BodiesAsync("orders")).Length);
    }

    [Fact]
    public async Task A_bound_of_bytes_counts_what_the_server_counts()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await half.DeclareAsync(Orders() with { MaxBytes = 64 << 10 });

        var sent = 0;
        var failure = await Assert.ThrowsAsync<RedisStreamsException>(async () =>
        {
            for (; sent < 1000; sent++)
                await half.SendAsync(new string('x', 1000), SendingHalf.ToQueue("orders"));
        });

        Assert.Contains("max-bytes", failure.Message);
        Assert.InRange(sent, 20, 64);
    }

    [Fact]
    public async Task A_queue_that_blocks_makes_its_sender_wait_for_room()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await half.DeclareAsync(Orders() with { MaxLength = 1, Overflow = RedisStreamsOverflow.Block });
        await half.SendAsync("1", SendingHalf.ToQueue("orders"));

        var waiting = half.SendAsync("2", SendingHalf.ToQueue("orders"));
        await half.SendAsync("other", SendingHalf.ToQueue("others"));
        Assert.False(waiting.IsCompleted);
        await half.Database.StreamDeleteAsync(half.Keys.Stream(new QueueName("orders"), Lane.Normal), await IdsAsync(half));

        Assert.Equal(1, (await waiting.WaitAsync(TimeSpan.FromSeconds(10), SendingHalf.Ended)).Copies);
        Assert.Equal(["2"], await half.BodiesAsync("orders"));
    }

    [Fact]
    public async Task Who_waits_for_room_may_give_up()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await half.DeclareAsync(Orders() with { MaxLength = 1, Overflow = RedisStreamsOverflow.Block });
        await half.SendAsync("1", SendingHalf.ToQueue("orders"));
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => half.Sender.SendAsync(SendingHalf.Message("2", SendingHalf.ToQueue("orders")), patience.Token));

        Assert.Equal(["1"], await half.BodiesAsync("orders"));
    }

    [Fact]
    public async Task A_publish_to_a_full_subscriber_reaches_no_other()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await half.DeclareAsync("a", ("Order", ""));
        await half.DeclareAsync(Orders() with { MaxLength = 1, Subscriptions = [new Subscription(new TopicName("Order"), "")] });
        await half.SendAsync("first", SendingHalf.ToTopic("Order"));

        var failure = await Assert.ThrowsAsync<RedisStreamsException>(() => half.SendAsync("second", SendingHalf.ToTopic("Order")));

        Assert.Equal("orders", failure.Entity);
        Assert.Equal(["first"], await half.BodiesAsync("a"));
    }

    private static QueueDeclaration Orders() => new() { Queue = new QueueName("orders") };

    private static async Task<StackExchange.Redis.RedisValue[]> IdsAsync(SendingHalf half) =>
        [.. (await half.Database.StreamRangeAsync(half.Keys.Stream(new QueueName("orders"), Lane.Normal))).Select(entry => entry.Id)];
}
