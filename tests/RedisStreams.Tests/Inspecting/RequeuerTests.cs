using System.Text;
using Corporation.RedisStreams.Addressing;
using Corporation.RedisStreams.Declaring;
using Corporation.RedisStreams.Protocol;
using Corporation.RedisStreams.Sending;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Tests.Inspecting;

public sealed class RequeuerTests(RedisFixture redis)
{
    private static readonly QueueName Errors = new("orders_error");
    private static readonly Destination ToErrors = Destination.Queue(Errors);
    private static readonly Destination Orders = SendingHalf.ToQueue("orders");

    [Fact]
    public async Task Messages_go_back_without_what_is_said_about_their_fault_and_without_their_expiry()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await half.SendAsync(new OutgoingMessage
        {
            Destination = ToErrors,
            Body = "x"u8.ToArray(),
            MessageId = Guid.NewGuid(),
            Headers = """{"MT-Reason":"fault","MT-Fault-Message":"boom","mine":1.50,"other":"ü"}"""u8.ToArray(),
            TimeToLive = TimeSpan.FromMilliseconds(1),
        });

        var result = await half.Requeuer.RequeueAsync(Errors, Orders, null, null, 100, SendingHalf.Ended);

        Assert.Equal((1, null), (result.Sent, result.Refusal));
        var message = Assert.Single(await half.Inspector.PeekAsync(new QueueName("orders"), 10, null, SendingHalf.Ended));
        Assert.Equal("""{"mine":1.50,"other":"ü"}""", message.Headers);
        Assert.False(message.Fields.ContainsKey(EntryFields.Expires));
        Assert.Empty(await half.BodiesAsync("orders_error"));
    }

    [Fact]
    public async Task A_filter_and_a_limit_choose_and_the_rest_stays()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        for (var i = 0; i < 200; i++)
            await half.SendAsync($"{i}", ToErrors);

        var result = await half.Requeuer.RequeueAsync(
            Errors, Orders, message => int.Parse(Encoding.UTF8.GetString(message.Body.Span)) % 2 == 1, null, 75, SendingHalf.Ended);

        Assert.Equal(75, result.Sent);
        Assert.Equal(Enumerable.Range(0, 75).Select(i => $"{(2 * i) + 1}"), await half.BodiesAsync("orders"));
        Assert.Equal(125, (await half.BodiesAsync("orders_error")).Length);
    }

    [Fact]
    public async Task With_a_delay_they_come_when_it_is_over()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await half.SendAsync("x", ToErrors);

        await half.Requeuer.RequeueAsync(Errors, Orders, null, TimeSpan.FromMilliseconds(100), 100, SendingHalf.Ended);

        Assert.Empty(await half.BodiesAsync("orders_error"));
        Assert.Empty(await half.BodiesAsync("orders"));
        half.Mover.Start();
        await Eventually.True(async () => (await half.BodiesAsync("orders")) is ["x"]);
    }

    [Fact]
    public async Task Fields_that_others_added_stay_as_they_are_also_through_the_schedule()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await half.DeclareAsync("orders_error");
        await half.Database.StreamAddAsync(
            half.Keys.Stream(Errors, Lane.Normal),
            [new("b", "x"), new("to", "q:elsewhere"), new("ttl", "1"), new(".dotted", "y"), new("z", "1")]);

        await half.Requeuer.RequeueAsync(Errors, Orders, null, TimeSpan.Zero, 100, SendingHalf.Ended);
        half.Mover.Start();
        await Eventually.True(async () => (await half.BodiesAsync("orders")) is ["x"]);

        var message = Assert.Single(await half.Inspector.PeekAsync(new QueueName("orders"), 10, null, SendingHalf.Ended));
        Assert.Equal(
            [".dotted=y", "b=x", "to=q:elsewhere", "ttl=1", "z=1"],
            message.Fields.Select(field => $"{field.Key}={field.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_a_consumer_has_stays_and_what_is_held_goes()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        foreach (var body in new[] { "in hand", "held", "waiting" })
            await half.SendAsync(body, ToErrors);
        var stream = half.Keys.Stream(Errors, Lane.Normal);
        await half.Database.StreamReadGroupAsync(stream, StreamKeys.Group, "me", StreamPosition.NewMessages, 1);
        var held = await half.Database.StreamReadGroupAsync(
            stream, StreamKeys.Group, StreamKeys.HoldingConsumer, StreamPosition.NewMessages, 1);
        await half.Database.SortedSetAddAsync(half.Keys.Held(Errors), $"n/{held[0].Id}", 0);

        var result = await half.Requeuer.RequeueAsync(Errors, Orders, null, null, 100, SendingHalf.Ended);

        Assert.Equal(2, result.Sent);
        Assert.Equal(["held", "waiting"], await half.BodiesAsync("orders"));
        Assert.Equal(["in hand"], await half.BodiesAsync("orders_error"));
        Assert.Equal(0, await half.Database.SortedSetLengthAsync(half.Keys.Held(Errors)));
        Assert.Equal(1, (await half.Database.StreamPendingAsync(stream, StreamKeys.Group)).PendingMessageCount);
    }

    [Fact]
    public async Task When_the_destination_is_full_the_rest_stays_and_the_reason_is_told()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await half.DeclareAsync(new QueueDeclaration { Queue = new QueueName("orders"), MaxLength = 3 });
        for (var i = 0; i < 5; i++)
            await half.SendAsync($"{i}", ToErrors);

        var result = await half.Requeuer.RequeueAsync(Errors, Orders, null, null, 100, SendingHalf.Ended);

        Assert.Equal(3, result.Sent);
        Assert.Contains("is full", result.Refusal?.Message);
        Assert.Equal(["3", "4"], await half.BodiesAsync("orders_error"));
    }

    [Fact]
    public async Task A_queue_is_not_requeued_into_itself()
    {
        await using var half = await SendingHalf.OpenAsync(redis);

        await Assert.ThrowsAsync<ArgumentException>(() => half.Requeuer.RequeueAsync(Errors, ToErrors, null, null, 1, SendingHalf.Ended));
    }

    [Fact]
    public async Task Nothing_is_lost_or_doubled_while_messages_come_in()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        var sending = Task.WhenAll(Enumerable.Range(0, 1000).Select(i => half.SendAsync($"{i}", ToErrors)));

        var moved = 0;
        while (moved < 1000)
            moved += (await half.Requeuer.RequeueAsync(Errors, Orders, null, null, 130, SendingHalf.Ended)).Sent;
        await sending;

        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"{i}").Order(), (await half.BodiesAsync("orders")).Order());
    }
}
