using Corporation.RedisStreams.Declaring;
using Corporation.RedisStreams.Protocol;
using Corporation.RedisStreams.Receiving;

namespace Corporation.RedisStreams.Tests.Receiving;

/// <summary>A queue that is deleted on idle goes as a whole: what is held back, and how often it was, too.</summary>
public sealed class When_a_queue_expires(RedisFixture redis)
{
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Every_key_that_came_into_being_after_its_declaration_has_its_time_to_live(int partitions)
    {
        await using var bench = await QueueBench.OpenAsync(redis, partitions);
        await new QueueTopology(bench.Connection).DeclareQueueAsync(
            new QueueDeclaration { Queue = bench.Queue, Partitions = partitions, AutoDeleteAfter = TimeSpan.FromMinutes(1) }, TestContext.Current.CancellationToken);
        var lane = partitions == 0 ? Lane.Normal : Lane.Partition(1);
        var id = await bench.AddAsync(lane, QueueBench.Fields("held"));
        var (seat, _) = await bench.Scripts.OpenConsumerAsync("me", Seat.NewToken(), TimeSpan.FromMinutes(1));
        await bench.Database.StreamReadGroupAsync(bench.Stream(lane), StreamKeys.Group, seat.Name, ">", 1);

        Assert.Empty(await bench.Scripts.HoldAsync(seat, [(bench.Delivery(lane, id), new Holding(TimeSpan.FromHours(1), 0, RedeliveryCount: 1))]));

        foreach (var key in new[] { bench.Keys.Settings(bench.Queue), bench.Stream(lane), bench.Keys.Held(bench.Queue, lane), bench.Keys.Redelivered(bench.Queue) })
            Assert.InRange((await bench.Database.KeyTimeToLiveAsync(key) ?? TimeSpan.MaxValue).TotalMinutes, 0, 1);
    }
}
