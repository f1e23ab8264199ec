using System.Text;
using System.Text.Json;
using Corporation.RedisStreams.Addressing;
using Corporation.RedisStreams.Declaring;
using Corporation.RedisStreams.Protocol;
using Corporation.RedisStreams.Sending;

namespace Corporation.RedisStreams.Tests.Delay;

public sealed class ScheduledMoverTests(RedisFixture redis)
{
    [Fact]
    public async Task A_delayed_message_comes_when_it_is_due_and_not_before()
    {
        await using var half = await SendingHalf.OpenAsync(redis, longestWait: WithoutPolling.Wait);
        await half.Wake.StartAsync();
        half.Mover.Start();
        var before = await NowAsync(half);

        await half.SendAsync(Delayed("later", TimeSpan.FromMilliseconds(300)));

        await Eventually.True(async () => (await half.BodiesAsync("orders")).Length == 1);
        Assert.InRange(await MovedAtAsync(half), before + 300, long.MaxValue);
    }

    [Fact]
    public async Task A_message_due_sooner_wakes_a_mover_that_sleeps_for_a_later_one()
    {
        await using var half = await SendingHalf.OpenAsync(redis, longestWait: WithoutPolling.Wait);
        await half.Wake.StartAsync();
        await half.SendAsync(Delayed("later", WithoutPolling.Wait));
        half.Mover.Start();

        // After the first it is seen to sleep: it looked, and found nothing but what is due later.
        for (var count = 1; count <= 3; count++)
        {
            await half.SendAsync(Delayed("sooner", TimeSpan.FromMilliseconds(50)));
            await Eventually.True(async () => (await half.BodiesAsync("orders")).Length == count);
        }

        Assert.All(await half.BodiesAsync("orders"), body => Assert.Equal("sooner", body));
    }

    [Fact]
    public async Task A_message_comes_at_the_time_that_was_named()
    {
        await using var half = await SendingHalf.OpenAsync(redis, longestWait: WithoutPolling.Wait);
        await half.Wake.StartAsync();
        var due = DateTimeOffset.FromUnixTimeMilliseconds(await NowAsync(half) + 400);
        await half.SendAsync(new OutgoingMessage { Destination = SendingHalf.ToQueue("orders"), Body = "x"u8.ToArray(), DueTime = due });
        half.Mover.Start();

        await Eventually.True(async () => (await half.BodiesAsync("orders")).Length == 1);

        Assert.InRange(await MovedAtAsync(half), due.ToUnixTimeMilliseconds(), long.MaxValue);
    }

    [Fact]
    public async Task A_cancelled_message_never_comes()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        var token = Guid.NewGuid();
        await half.SendAsync(Delayed("cancelled", TimeSpan.FromMilliseconds(100), token));
        await half.SendAsync(Delayed("kept", TimeSpan.FromMilliseconds(100)));

        Assert.True(await half.Schedule.CancelScheduledAsync(token, SendingHalf.Ended));
        Assert.False(await half.Schedule.CancelScheduledAsync(token, SendingHalf.Ended));

        half.Mover.Start();
        await Eventually.True(async () => (await half.BodiesAsync("orders")).Length == 1);
        Assert.Equal(["kept"], await half.BodiesAsync("orders"));
        Assert.Equal(0, (await half.Inspector.ScheduleAsync(SendingHalf.Ended)).Count);
    }

    [Fact]
    public async Task What_has_come_can_not_be_cancelled_any_more()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        var token = Guid.NewGuid();
        await half.SendAsync(Delayed("x", TimeSpan.Zero, token));
        half.Mover.Start();
        await Eventually.True(async () => (await half.BodiesAsync("orders")).Length == 1);

        Assert.False(await half.Schedule.CancelScheduledAsync(token, SendingHalf.Ended));
    }

    [Fact]
    public async Task The_same_token_replaces_the_message_as_a_whole()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        var token = Guid.NewGuid();
        await half.SendAsync(new OutgoingMessage
        {
            Destination = SendingHalf.ToQueue("others"),
            Body = "first"u8.ToArray(),
            RoutingKey = "old",
            Delay = TimeSpan.FromMilliseconds(50),
            ScheduleToken = token,
        });

        await half.SendAsync(Delayed("second", TimeSpan.FromMilliseconds(100), token));
        half.Mover.Start();

        await Eventually.True(async () => (await half.BodiesAsync("orders")).Length == 1);
        var entry = Assert.Single(await half.Database.StreamRangeAsync(half.Keys.Stream(new QueueName("orders"), Lane.Normal)));
        Assert.Equal("b=second", Assert.Single(entry.Values.Select(field => $"{field.Name}={field.Value}")));
        Assert.Empty(await half.BodiesAsync("others"));
    }

    [Fact]
    public async Task Everything_about_a_message_survives_the_schedule()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await half.DeclareAsync(new QueueDeclaration
        {
            Queue = new QueueName("orders"),
            Partitions = 4,
            Subscriptions = [new Subscription(new TopicName("IOrder"), "eu.*")],
        });
        var message = new OutgoingMessage
        {
            Destination = Destination.Topic(new TopicName("Order"), [new TopicName("IOrder")]),
            Body = "body"u8.ToArray(),
            ContentType = "text/plain",
            MessageId = Guid.NewGuid(),
            Headers = """{"a":1}"""u8.ToArray(),
            PartitionKey = "customer",
            RoutingKey = "eu.de",
            TimeToLive = TimeSpan.FromMinutes(1),
            Delay = TimeSpan.FromMilliseconds(20),
        };

        await half.SendAsync(message);
        half.Mover.Start();
        await Eventually.True(async () => (await half.Inspector.ScheduleAsync(SendingHalf.Ended)).Count == 0);

        var peeked = Assert.Single(await half.Inspector.PeekAsync(new QueueName("orders"), 10, null, SendingHalf.Ended));
        Assert.True(peeked.Place.Lane.IsPartition);
        Assert.InRange((long)peeked.Fields[EntryFields.Expires] - peeked.Place.Id.Milliseconds, 59_900, 60_100);
        Assert.Equal(
            $$"""b=body c=text/plain h={"a":1} i={{message.MessageId}} k=customer r=eu.de""",
            string.Join(' ', peeked.Fields.Where(field => field.Key != EntryFields.Expires).Select(field => $"{field.Key}={field.Value}").Order()));
    }

    [Fact]
    public async Task Ten_thousand_due_at_once_all_come_once_while_three_movers_run()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await using var second = await SendingHalf.OpenAsync(redis.Server.ConnectionString, half.Connection.VirtualHost.Value);
        await using var third = await SendingHalf.OpenAsync(redis.Server.ConnectionString, half.Connection.VirtualHost.Value);
        var due = DateTimeOffset.FromUnixTimeMilliseconds(await NowAsync(half));
        await Task.WhenAll(Enumerable.Range(0, 10_000).Select(i => half.SendAsync(
            new OutgoingMessage { Destination = SendingHalf.ToQueue("orders"), Body = Encoding.UTF8.GetBytes($"{i}"), DueTime = due })));

        foreach (var one in new[] { half, second, third })
            one.Mover.Start();

        await Eventually.True(async () => (await half.Inspector.ScheduleAsync(SendingHalf.Ended)).Count == 0);
        Assert.Equal(Enumerable.Range(0, 10_000).Select(i => $"{i}").Order(), (await half.BodiesAsync("orders")).Order());
        Assert.Empty((await redis.Server.ExecuteAsync("KEYS", half.Keys.ScheduledMessage("*"))).Trim());
    }

    [Fact]
    public async Task A_message_that_can_never_be_delivered_goes_to_scheduled_error_with_the_reason_and_holds_up_no_other()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await half.DeclareAsync("broken");
        var broken = half.Keys.Stream(new QueueName("broken"), Lane.Normal);
        await half.Database.KeyDeleteAsync(broken);
        await half.Database.StringSetAsync(broken, "not a stream");
        await half.SendAsync(new OutgoingMessage
        {
            Destination = SendingHalf.ToQueue("broken"),
            Body = "bad"u8.ToArray(),
            Headers = """{"mine":"ü"}"""u8.ToArray(),
            Delay = TimeSpan.Zero,
        });
        await half.SendAsync(Delayed("good", TimeSpan.FromMilliseconds(10)));

        half.Mover.Start();

        await Eventually.True(async () => (await half.BodiesAsync("orders")).Length == 1);
        var dead = Assert.Single(await half.Inspector.PeekAsync(new QueueName("scheduled_error"), 10, null, SendingHalf.Ended));
        var headers = JsonDocument.Parse(dead.Headers!).RootElement;
        Assert.Equal("bad", Encoding.UTF8.GetString(dead.Body.Span));
        Assert.Equal(
            [$"WRONGTYPE {broken} string", "q:broken", "ü"],
            new[] { "MT-Reason", "MT-Scheduled-For", "mine" }.Select(name => headers.GetProperty(name).GetString()));
    }

    [Fact]
    public async Task A_message_whose_queue_is_full_waits_in_the_schedule_for_room()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await half.DeclareAsync(new QueueDeclaration { Queue = new QueueName("orders"), MaxLength = 1 });
        await half.SendAsync("first", SendingHalf.ToQueue("orders"));
        await half.SendAsync(Delayed("second", TimeSpan.Zero));
        await half.SendAsync(new OutgoingMessage
        {
            Destination = SendingHalf.ToQueue("others"),
            Body = "x"u8.ToArray(),
            Delay = TimeSpan.FromMilliseconds(10),
        });

        half.Mover.Start();
        await Eventually.True(async () => (await half.BodiesAsync("others")).Length == 1);
        Assert.Equal(["first"], await half.BodiesAsync("orders"));
        await half.Topology.PurgeAsync(new QueueName("orders"), SendingHalf.Ended);

        await Eventually.True(async () => (await half.BodiesAsync("orders")) is ["second"]);
    }

    [Fact]
    public async Task A_place_in_the_schedule_without_a_message_is_cleared()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await half.Database.SortedSetAddAsync(half.Keys.Scheduled, "nothing", 0);
        await half.Database.SortedSetAddAsync(half.Keys.Scheduled, "odd", 0);
        await half.Database.StringSetAsync(half.Keys.ScheduledMessage("odd"), "not a hash");

        half.Mover.Start();

        await Eventually.True(async () => (await half.Inspector.ScheduleAsync(SendingHalf.Ended)).Count == 0);
    }

    [Fact]
    public async Task A_mover_can_be_stopped_twice_and_before_it_was_started()
    {
        await using var half = await SendingHalf.OpenAsync(redis);

        await half.Mover.StopAsync();
        await half.Mover.StopAsync();
    }

    private static OutgoingMessage Delayed(string body, TimeSpan delay, Guid? token = null) => new()
    {
        Destination = SendingHalf.ToQueue("orders"),
        Body = Encoding.UTF8.GetBytes(body),
        Delay = delay,
        ScheduleToken = token,
    };

    // By the server's clock; the only message in the queue.
    private static async Task<long> MovedAtAsync(SendingHalf half)
    {
        var entry = Assert.Single(await half.Database.StreamRangeAsync(half.Keys.Stream(new QueueName("orders"), Lane.Normal)));
        return EntryId.Parse((string?)entry.Id).Milliseconds;
    }

    private static async Task<long> NowAsync(SendingHalf half)
    {
        var server = await half.Connection.FindServerAsync();
        return new DateTimeOffset(await server.TimeAsync()).ToUnixTimeMilliseconds();
    }
}
