using Corporation.RedisStreams.Addressing;
using Corporation.RedisStreams.Protocol;
using Corporation.RedisStreams.Sending;

namespace Corporation.RedisStreams.Tests.Sending;

public sealed class DeduplicationTests(RedisFixture redis)
{
    [Fact]
    public async Task A_message_sent_twice_comes_once_and_both_sends_succeed()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        var message = Once("x", TimeSpan.FromMinutes(1));

        Assert.Equal(new SendResult(1, false), await half.SendAsync(message));
        Assert.Equal(new SendResult(0, true), await half.SendAsync(message));

        Assert.Equal(["x"], await half.BodiesAsync("orders"));
    }

    [Fact]
    public async Task After_the_window_it_counts_as_new()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        var message = Once("x", TimeSpan.FromMilliseconds(50));
        await half.SendAsync(message);
        await Eventually.True(async () => !await half.Database.KeyExistsAsync(half.Keys.Sent("q:orders", $"{message.MessageId}")));

        Assert.Equal(new SendResult(1, false), await half.SendAsync(message));
    }

    [Fact]
    public async Task A_message_that_was_refused_does_not_count_as_sent()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await half.DeclareAsync("orders");
        var stream = half.Keys.Stream(new QueueName("orders"), Lane.Normal);
        await half.Database.KeyDeleteAsync(stream);
        await half.Database.StringSetAsync(stream, "not a stream");
        var message = Once("x", TimeSpan.FromMinutes(1));

        await Assert.ThrowsAsync<RedisStreamsException>(() => half.SendAsync(message));
        await half.Database.KeyDeleteAsync(stream);

        Assert.Equal(new SendResult(1, false), await half.SendAsync(message));
    }

    [Fact]
    public async Task The_same_message_to_another_destination_is_another_one()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        var id = Guid.NewGuid();

        await half.SendAsync(Once("x", TimeSpan.FromMinutes(1), id));
        var other = await half.SendAsync(new OutgoingMessage
        {
            Destination = SendingHalf.ToQueue("others"),
            Body = "x"u8.ToArray(),
            MessageId = id,
            DeduplicationWindow = TimeSpan.FromMinutes(1),
        });

        Assert.False(other.WasDuplicate);
    }

    [Fact]
    public async Task Deduplication_needs_a_message_id()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        var message = new OutgoingMessage
        {
            Destination = SendingHalf.ToQueue("orders"),
            Body = "x"u8.ToArray(),
            DeduplicationWindow = TimeSpan.FromMinutes(1),
        };

        await Assert.ThrowsAsync<ArgumentException>(() => half.SendAsync(message));
    }

    [Fact]
    public async Task The_same_message_put_off_again_is_no_duplicate_and_a_new_one_replaces_it()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        var (token, id) = (Guid.NewGuid(), Guid.NewGuid());
        await half.SendAsync(Once("x", TimeSpan.FromMinutes(5), id));

        Assert.False((await half.SendAsync(PutOff(id, Guid.NewGuid()))).WasDuplicate);
        Assert.False((await half.SendAsync(PutOff(id, token))).WasDuplicate);
        Assert.False((await half.SendAsync(PutOff(Guid.NewGuid(), token))).WasDuplicate);

        Assert.Equal(2, (await half.Inspector.ScheduleAsync(SendingHalf.Ended)).Count);
    }

    [Fact]
    public async Task A_cancelled_message_may_be_scheduled_again()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        var (token, id) = (Guid.NewGuid(), Guid.NewGuid());
        await half.SendAsync(PutOff(id, token));
        Assert.True((await half.SendAsync(PutOff(id, token))).WasDuplicate);
        await half.Schedule.CancelScheduledAsync(token, SendingHalf.Ended);

        Assert.False((await half.SendAsync(PutOff(id, token))).WasDuplicate);
    }

    private static OutgoingMessage Once(string body, TimeSpan window, Guid? id = null) => new()
    {
        Destination = SendingHalf.ToQueue("orders"),
        Body = System.Text.Encoding.UTF8.GetBytes(body),
        MessageId = id ?? Guid.NewGuid(),
        DeduplicationWindow = window,
    };

    private static OutgoingMessage PutOff(Guid id, Guid token) => new()
    {
        Destination = SendingHalf.ToQueue("orders"),
        Body = "x"u8.ToArray(),
        MessageId = id,
        Delay = TimeSpan.FromMinutes(1),
        ScheduleToken = token,
        DeduplicationWindow = TimeSpan.FromMinutes(5),
    };
}
