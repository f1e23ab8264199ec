using System.Text;
using Corporation.LocalServers;
using Corporation.RedisStreams.Protocol;
using Corporation.RedisStreams.Receiving;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Tests.Receiving;

public sealed class When_a_message_is_settled(RedisFixture redis)
{
    [Fact]
    public async Task All_that_was_sent_arrives()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        var id = Guid.NewGuid();
        var body = new byte[300_000];
        Random.Shared.NextBytes(body);
        var seen = new TaskCompletionSource<Delivery>();
        var sent = await bench.AddAsync(
            Lane.Normal, new("b", body), new("c", "application/vnd.masstransit+json"), new("i", id.ToString("D")), new("h", "{\"Größe\":\"7 µm 🚀\"}"),
            new("k", "schlüssel"), new("r", "eu.#"), new("e", "99999999999999"));

        await bench.StartAsync(delivery =>
        {
            delivery.Complete();
            seen.TrySetResult(delivery);
            return Task.CompletedTask;
        });
        var delivery = await seen.Task.WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(body, delivery.Body);
        Assert.Equal("application/vnd.masstransit+json", delivery.ContentType);
        Assert.Equal(id, delivery.MessageId);
        Assert.Equal("{\"Größe\":\"7 µm 🚀\"}", Encoding.UTF8.GetString(delivery.Headers!));
        Assert.Equal(("schlüssel", "eu.#"), (delivery.PartitionKey, delivery.RoutingKey));
        Assert.Equal(99999999999999, delivery.ExpiresMs);
        Assert.Equal((sent, Lane.Normal, 1, 0), (delivery.EntryId, delivery.Lane, delivery.DeliveryCount, delivery.RedeliveryCount));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(sent.Milliseconds), delivery.EnqueuedAt);
    }

    [Fact]
    public async Task Only_the_first_way_counts()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        await bench.SendAsync(1);
        var results = new TaskCompletionSource<bool[]>();

        await bench.StartAsync(async delivery => results.TrySetResult(new[]
        {
            await delivery.MoveAsync(QueueBench.ErrorQueue, "{}"), delivery.Complete(), await delivery.ReleaseAsync(),
            await delivery.DelayAsync(TimeSpan.Zero, 1), await delivery.MoveAsync(QueueBench.SkippedQueue, "{}"),
        }));

        var settled = await results.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal([true, false, false, false, false], settled);
        await Eventually.True(bench.IsEmptyAsync);
        Assert.Equal(1, await bench.LengthAsync(QueueBench.ErrorQueue));
        Assert.Equal(0, await bench.LengthAsync(QueueBench.SkippedQueue));
    }

    [Fact]
    public async Task Moving_keeps_all_but_the_headers_and_the_expiry()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        await bench.AddAsync(Lane.High, new("b", "body"), new("h", "{\"old\":1}"), new("e", "99999999999999"), new("k", "key"), new("r", "route"));

        await bench.StartAsync(delivery => delivery.MoveAsync(QueueBench.ErrorQueue, "{\"new\":2}"));

        await Eventually.True(async () => await bench.LengthAsync(QueueBench.ErrorQueue) == 1);
        var entry = Assert.Single(await bench.Database.StreamRangeAsync(bench.Keys.Stream(QueueBench.ErrorQueue, Lane.Normal)));
        Assert.Equal(["b=body", "k=key", "r=route", "h={\"new\":2}"], entry.Values.Select(field => $"{field.Name}={field.Value}"));
        Assert.True(await bench.Database.KeyExistsAsync(bench.Keys.Settings(QueueBench.ErrorQueue)));
        Assert.True(await bench.IsEmptyAsync());
    }

    [Fact]
    public async Task A_target_that_is_no_queue_leaves_it_where_it_is()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        await bench.Database.StringSetAsync(bench.Keys.Stream(QueueBench.ErrorQueue, Lane.Normal), "no stream");
        await bench.SendAsync(1);
        var outcome = new TaskCompletionSource<Exception?>();

        await bench.StartAsync(async delivery =>
        {
            outcome.TrySetResult(await Record.ExceptionAsync(() => delivery.MoveAsync(QueueBench.ErrorQueue, "{}")));
            Assert.True(await delivery.MoveAsync(QueueBench.SkippedQueue, "{}"));
        });

        Assert.Contains("WRONGTYPE", Assert.IsType<RedisServerException>(await outcome.Task.WaitAsync(TimeSpan.FromSeconds(10))).Message, StringComparison.Ordinal);
        await Eventually.True(async () => await bench.LengthAsync(QueueBench.SkippedQueue) == 1);
        Assert.True(await bench.IsEmptyAsync());
    }

    [Fact]
    public async Task A_delayed_one_comes_again_after_its_delay_as_the_same_entry()
    {
        await using var bench = await QueueBench.OpenAsync(redis, longestWait: WithoutPolling.Wait);
        await bench.SendAsync(1);
        var deliveries = new List<(EntryId Id, int Count, int Redelivery, long At)>();

        await bench.StartAsync(
            async delivery =>
            {
                deliveries.Add((delivery.EntryId, delivery.DeliveryCount, delivery.RedeliveryCount, TimeProvider.System.GetTimestamp()));
                if (delivery.RedeliveryCount < 2)
                    Assert.True(await delivery.DelayAsync(TimeSpan.FromMilliseconds(300), delivery.RedeliveryCount + 1));
                else
                    delivery.Complete();
            },
            settings => settings with { LeaseDuration = WithoutPolling.Wait });

        await Eventually.True(bench.IsEmptyAsync);
        Assert.Equal([(1, 0), (1, 1), (1, 2)], deliveries.Select(delivery => (delivery.Count, delivery.Redelivery)));
        Assert.Single(deliveries.Select(delivery => delivery.Id).Distinct());
        foreach (var (first, second) in deliveries.Zip(deliveries.Skip(1)))
            Assert.InRange(TimeProvider.System.GetElapsedTime(first.At, second.At).TotalMilliseconds, 295, double.MaxValue);
        Assert.False(await bench.Database.KeyExistsAsync(bench.Keys.Redelivered(bench.Queue)));
        Assert.False(await bench.Database.KeyExistsAsync(bench.Keys.Held(bench.Queue)));
    }

    [Fact]
    public async Task A_delay_that_is_asked_for_again_after_a_lost_answer_does_not_meet_the_next_delivery()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        var (seat, id) = await bench.TakeOneAsync("me");
        var (delivery, holding) = (bench.Delivery(Lane.Normal, id), new Holding(TimeSpan.Zero, DeliveriesWhileHeld: 0, RedeliveryCount: 1));

        Assert.Empty(await bench.Scripts.HoldAsync(seat, [(delivery, holding)]));
        using var taken = await bench.Scripts.ReceiveAsync(seat, 1, "", [Lane.Normal]);
        var again = await bench.Scripts.HoldAsync(seat, [(delivery, holding)]);
        var next = await bench.Scripts.HoldAsync(seat, [(delivery, holding with { RedeliveryCount = 2 })]);

        Assert.Equal(0, Assert.Single(again));
        Assert.Empty(next);
    }

    [Fact]
    public async Task One_given_back_comes_again_at_once_as_if_it_never_came()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        await bench.SendAsync(1);
        var counts = new List<int>();

        await bench.StartAsync(async delivery =>
        {
            counts.Add(delivery.DeliveryCount);
            if (counts.Count < 5)
                Assert.True(await delivery.ReleaseAsync());
            else
                delivery.Complete();
        });

        await Eventually.True(bench.IsEmptyAsync);
        Assert.Equal([1, 1, 1, 1, 1], counts);
    }

    [Fact]
    public async Task What_the_handler_leaves_unsettled_comes_again_and_counts()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        await bench.SendAsync(1);
        var counts = new List<int>();

        await bench.StartAsync(delivery =>
        {
            counts.Add(delivery.DeliveryCount);
            if (counts.Count == 1)
                throw new InvalidOperationException("The handler is broken.");
            delivery.Complete();
            return Task.CompletedTask;
        });

        await Eventually.True(bench.IsEmptyAsync);
        Assert.Equal([1, 2], counts);
    }

    /// <summary>Otherwise a crash between two steps would leave of one partition key an old message to be handled after newer ones.</summary>
    [Fact]
    public async Task Many_at_a_time_are_acknowledged_in_the_order_in_which_they_ended()
    {
        const int Count = 600;
        await using var server = await RedisServer.StartAsync(new RedisServerOptions(), TestContext.Current.CancellationToken);
        await using var bench = await QueueBench.OpenAsync(server.ConnectionString, partitions: 2);
        var (seat, _) = await bench.Scripts.OpenConsumerAsync("test", Seat.NewToken(), TimeSpan.FromMinutes(1));
        using var settler = new Settler(bench.Settings(), bench.Scripts, new InFlight(2 * Count), NullLogger.Instance, TimeProvider.System) { Seat = seat };
        Lane[] lanes = [Lane.Partition(1), Lane.Partition(0)];
        foreach (var lane in lanes)
            await bench.SendAsync(Count, lane, "key");
        var taken = await Task.WhenAll(lanes.Select(lane => bench.Database.StreamReadGroupAsync(bench.Stream(lane), StreamKeys.Group, seat.Name, ">", Count)));

        foreach (var (one, other) in taken[0].Zip(taken[1]))
        {
            settler.Acknowledge(new Delivery(settler, lanes[0], EntryId.Parse($"{one.Id}".AsSpan()), deliveryCount: 1, redeliveryCount: 0));
            settler.Acknowledge(new Delivery(settler, lanes[1], EntryId.Parse($"{other.Id}".AsSpan()), deliveryCount: 1, redeliveryCount: 0));
        }

        await server.ExecuteAsync("CONFIG", "SET", "slowlog-log-slower-than", "0");
        settler.Stop();
        await settler.RunAsync();

        Assert.True(await bench.IsEmptyAsync());
        foreach (var lane in lanes)
            AssertOneAfterTheOther(await StepsAsync(bench, lane));
    }

    // The server's log has the latest first. Of a step it shows the stream and, after consumer, token and lane, the smallest and the greatest id.
    private static async Task<IReadOnlyList<(EntryId Smallest, EntryId Greatest)>> StepsAsync(QueueBench bench, Lane lane) =>
    [
        .. ((RedisResult[])(await bench.Database.ExecuteAsync("SLOWLOG", "GET", "-1"))!)
            .Select(line => (string[])((RedisResult[])line!)[3]!)
            .Where(words => words.Length > 10 && words[0].StartsWith("EVAL", StringComparison.OrdinalIgnoreCase) && words[5] == bench.Stream(lane))
            .Select(words => (EntryId.Parse(words[9]), EntryId.Parse(words[10])))
            .Reverse(),
    ];

    private static void AssertOneAfterTheOther(IReadOnlyList<(EntryId Smallest, EntryId Greatest)> steps)
    {
        Assert.True(steps.Count > 1, "It took one step only, which has no order.");
        Assert.All(steps.Zip(steps.Skip(1)), pair => Assert.True(pair.First.Greatest.CompareTo(pair.Second.Smallest) < 0, $"{pair.First} before {pair.Second}"));
    }
}
