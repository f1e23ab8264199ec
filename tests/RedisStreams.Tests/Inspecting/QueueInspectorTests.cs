using Corporation.RedisStreams.Addressing;
using Corporation.RedisStreams.Declaring;
using Corporation.RedisStreams.Protocol;
using Corporation.RedisStreams.Sending;
using MassTransit;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Tests.Inspecting;

public sealed class QueueInspectorTests(RedisFixture redis)
{
    private static readonly QueueName Orders = new("orders");

    [Fact]
    public async Task Stats_count_by_lane_what_waits_what_is_in_hand_and_what_is_held()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await half.DeclareAsync(new QueueDeclaration { Queue = Orders, Partitions = 2 });
        for (var i = 0; i < 5; i++)
            await half.SendAsync($"{i}", SendingHalf.ToQueue("orders"));
        await half.SendAsync(new OutgoingMessage
        {
            Destination = SendingHalf.ToQueue("orders"),
            Body = "h"u8.ToArray(),
            Priority = RedisStreamsPriority.High,
        });
        await half.SendAsync(new OutgoingMessage
        {
            Destination = SendingHalf.ToQueue("orders"),
            Body = "p"u8.ToArray(),
            PartitionKey = "a",
        });
        var stream = half.Keys.Stream(Orders, Lane.Normal);
        await half.Database.StreamReadGroupAsync(stream, StreamKeys.Group, "me", StreamPosition.NewMessages, 2);
        await half.Database.StreamReadGroupAsync(stream, StreamKeys.Group, StreamKeys.HoldingConsumer, StreamPosition.NewMessages, 1);
        await half.Database.HashSetAsync(half.Keys.Consumers(Orders), "me", "token|99999999999999");

        var stats = await half.Inspector.StatsAsync(Orders, SendingHalf.Ended);

        Assert.NotNull(stats);
        Assert.Equal((7, 2, 1, 1), (stats.Length, stats.InHand, stats.Held, stats.Consumers));
        Assert.Equal(["h", "n", "l", "p0", "p1"], stats.Lanes.Select(lane => lane.Lane.Code));
        Assert.Equal((5, 2, 1), (stats.Lanes[1].Length, stats.Lanes[1].InHand, stats.Lanes[1].Held));
        Assert.Null(stats.Lanes[2].OldestAge);
        await Eventually.True(async () => (await half.Inspector.StatsAsync(Orders, SendingHalf.Ended))!.OldestAge > TimeSpan.Zero);
    }

    [Fact]
    public async Task A_queue_that_does_not_exist_has_no_stats_and_no_messages()
    {
        await using var half = await SendingHalf.OpenAsync(redis);

        Assert.Null(await half.Inspector.StatsAsync(Orders, SendingHalf.Ended));
        Assert.Empty(await half.Inspector.PeekAsync(Orders, 10, null, SendingHalf.Ended));
        Assert.Equal(0, (await half.Inspector.ScheduleAsync(SendingHalf.Ended)).Count);
    }

    [Fact]
    public async Task The_schedule_tells_what_is_overdue_and_what_is_next()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await half.SendAsync(new OutgoingMessage
        {
            Destination = SendingHalf.ToQueue("orders"),
            Body = "x"u8.ToArray(),
            Delay = TimeSpan.FromMinutes(1),
        });
        var waiting = await half.Inspector.ScheduleAsync(SendingHalf.Ended);
        await half.SendAsync(new OutgoingMessage
        {
            Destination = SendingHalf.ToQueue("orders"),
            Body = "x"u8.ToArray(),
            DueTime = DateTimeOffset.UnixEpoch,
        });
        var overdue = await half.Inspector.ScheduleAsync(SendingHalf.Ended);

        Assert.Equal((1, TimeSpan.Zero), (waiting.Count, waiting.Lag));
        Assert.InRange(waiting.NextIn!.Value, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1));
        Assert.Equal((2, TimeSpan.Zero), (overdue.Count, overdue.NextIn));
        Assert.True(overdue.Lag > TimeSpan.FromDays(365));
    }

    [Fact]
    public async Task Peeking_goes_by_lane_and_age_page_by_page_and_takes_nothing()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        for (var i = 0; i < 5; i++)
            await half.SendAsync($"{i}", SendingHalf.ToQueue("orders"));
        await half.SendAsync(new OutgoingMessage
        {
            Destination = SendingHalf.ToQueue("orders"),
            Body = "high"u8.ToArray(),
            Priority = RedisStreamsPriority.High,
        });
        await half.SendAsync(new OutgoingMessage
        {
            Destination = SendingHalf.ToQueue("orders"),
            Body = "low"u8.ToArray(),
            Priority = RedisStreamsPriority.Low,
        });
        var stream = half.Keys.Stream(Orders, Lane.Normal);
        await half.Database.StreamReadGroupAsync(stream, StreamKeys.Group, "me", StreamPosition.NewMessages, 1);

        var seen = new List<string>();
        EntryPlace? after = null;
        while (await half.Inspector.PeekAsync(Orders, 2, after, SendingHalf.Ended) is { Count: > 0 } page)
        {
            seen.AddRange(page.Select(message => System.Text.Encoding.UTF8.GetString(message.Body.Span) + (message.IsInHand ? $" with {message.Consumer}" : "")));
            after = page[^1].Place;
        }

        Assert.Equal(["high", "0 with me", "1", "2", "3", "4", "low"], seen);
        Assert.Equal(7, (await half.Inspector.StatsAsync(Orders, SendingHalf.Ended))!.Length);
    }

    [Fact]
    public async Task Queues_and_topics_are_listed_without_those_that_are_gone()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await half.DeclareAsync("b", ("Order", ""));
        await half.DeclareAsync("a");
        await half.Topology.DeclareTopicAsync(new TopicName("Order"), [new TopicName("IOrder")], SendingHalf.Ended);
        await half.Database.SetAddAsync(half.Keys.Queues, "gone");

        Assert.Equal(["a", "b"], (await half.Inspector.QueuesAsync(SendingHalf.Ended)).Select(queue => queue.Value));
        Assert.Equal(["IOrder", "Order"], (await half.Inspector.TopicsAsync(SendingHalf.Ended)).Select(topic => topic.Value));
        Assert.False(await half.Database.SetContainsAsync(half.Keys.Queues, "gone"));
    }
}
