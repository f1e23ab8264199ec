using Corporation.RedisStreams.Protocol;
using Corporation.RedisStreams.Receiving;
using Microsoft.Extensions.Time.Testing;

namespace Corporation.RedisStreams.Tests.Receiving;

public sealed class When_entries_are_held(RedisFixture redis)
{
    [Fact]
    public async Task One_given_back_by_another_process_arrives_at_once()
    {
        // Neither a read's wait nor a round of the lease loop ends before the test does.
        await using var bench = await QueueBench.OpenAsync(redis, longestWait: WithoutPolling.Wait);
        var (seat, id) = await bench.TakeOneAsync("by hand");
        var receiver = await bench.StartAsync(TestReceiver.CompleteAsync, settings => settings with { LeaseDuration = WithoutPolling.Wait });
        await bench.SendAsync(1);
        await Eventually.True(async () => await bench.LengthAsync() == 1);
        await bench.UntilReadWaitsAsync(redis.Server);

        Assert.Empty(await bench.Scripts.HoldAsync(seat, [(bench.Delivery(Lane.Normal, id), new Holding(TimeSpan.Zero, 0, null))]));

        await Eventually.True(bench.IsEmptyAsync);
        Assert.Equal(2, receiver.Begun.Count);
    }

    [Fact]
    public async Task Those_that_lost_their_due_time_are_due()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        await bench.SendAsync(1500);
        var held = 0;
        var first = await bench.StartAsync(async delivery =>
        {
            await delivery.DelayAsync(TimeSpan.FromHours(1), 1);
            Interlocked.Increment(ref held);
        });
        await Eventually.True(() => Task.FromResult(held == 1500));
        await first.StopAsync();
        await bench.Database.KeyDeleteAsync(bench.Keys.Held(bench.Queue));

        var second = await bench.StartAsync(TestReceiver.CompleteAsync);

        await Eventually.True(bench.IsEmptyAsync);
        Assert.Equal((1500, 1500), (second.Begun.Count, second.Begun.Distinct().Count()));
    }

    [Fact]
    public async Task Ones_that_somebody_removed_leave_no_trace()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        await bench.SendAsync(2);
        var first = await bench.StartAsync(delivery => delivery.DelayAsync(TimeSpan.FromMilliseconds(200), 3));
        await Eventually.True(async () => await bench.Database.SortedSetLengthAsync(bench.Keys.Held(bench.Queue)) == 2);
        await first.StopAsync();
        await bench.Database.StreamTrimAsync(bench.Stream(Lane.Normal), 0);
        await bench.Database.SortedSetAddAsync(bench.Keys.Held(bench.Queue), "no place at all", 0);

        await bench.StartAsync(TestReceiver.CompleteAsync);

        await Eventually.True(async () => !await bench.Database.KeyExistsAsync(bench.Keys.Held(bench.Queue)));
        Assert.False(await bench.Database.KeyExistsAsync(bench.Keys.Redelivered(bench.Queue)));
        Assert.Equal(0, await bench.PendingAsync());
    }

    [Fact]
    public async Task Those_given_back_come_in_the_order_of_their_ids()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        var (seat, _) = await bench.Scripts.OpenConsumerAsync("me", Seat.NewToken(), TimeSpan.FromMinutes(1));
        var ids = new List<EntryId>();
        for (var i = 0; i < 30; i++)
        {
            // Sequences of one and of two digits, and several within a millisecond: as text they would sort otherwise.
            await bench.Database.ExecuteAsync("XADD", bench.Stream(Lane.Normal), $"1700000000000-{i + 1}", "b", $"{i}");
            ids.Add(new EntryId(1700000000000, i + 1));
        }

        await bench.Database.StreamReadGroupAsync(bench.Stream(Lane.Normal), StreamKeys.Group, seat.Name, ">", 30);
        foreach (var id in ids.OrderBy(_ => Random.Shared.Next()))
            Assert.Empty(await bench.Scripts.HoldAsync(seat, [(bench.Delivery(Lane.Normal, id), new Holding(TimeSpan.Zero, 0, null))]));

        var receiver = await bench.StartAsync(TestReceiver.CompleteAsync, settings => settings with { PrefetchCount = 4, ConcurrentMessageLimit = 1 });

        await Eventually.True(bench.IsEmptyAsync);
        Assert.Equal(ids.Select((_, i) => $"{i}"), receiver.Begun);
    }

    [Fact]
    public async Task Delayed_ones_do_not_count_against_the_prefetch()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        await bench.SendAsync(100);

        var receiver = await bench.StartAsync(
            delivery => delivery.DelayAsync(TimeSpan.FromHours(1), 1), settings => settings with { PrefetchCount = 2, ConcurrentMessageLimit = 2 });

        await Eventually.True(() => Task.FromResult(receiver.Begun.Count == 100));
        Assert.Equal(100, await bench.Database.SortedSetLengthAsync(bench.Keys.Held(bench.Queue)));
    }

    [Fact]
    public async Task Many_due_at_once_are_all_handled_once()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        await bench.SendAsync(3000);

        var receiver = await bench.StartAsync(async delivery =>
        {
            if (delivery.RedeliveryCount == 0)
                await delivery.DelayAsync(TimeSpan.FromMilliseconds(500), 1);
            else
                delivery.Complete();
        });

        await Eventually.True(bench.IsEmptyAsync);
        Assert.Equal(6000, receiver.Begun.Count);
        Assert.Equal(3000, receiver.Begun.Distinct().Count());
    }

    [Fact]
    public async Task A_queue_that_expires_when_idle_lives_as_long_as_it_has_a_consumer()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        var receiver = await bench.StartAsync(TestReceiver.CompleteAsync, settings => settings with { AutoDeleteOnIdle = TimeSpan.FromSeconds(4) });

        // Longer than any of its keys lives without a sign of life.
        var until = await bench.NowMsAsync() + 6000;
        await Eventually.True(async () =>
        {
            Assert.True(await bench.Database.KeyExistsAsync(bench.Stream(Lane.High)));
            return await bench.NowMsAsync() > until;
        });
        await bench.SendAsync(1);
        await Eventually.True(() => Task.FromResult(receiver.Begun.Count == 1));
        await receiver.StopAsync();

        await Eventually.True(async () => !await bench.Database.KeyExistsAsync(bench.Stream(Lane.High)));
        Assert.False(await bench.Database.KeyExistsAsync(bench.Keys.Settings(bench.Queue)));
    }

    [Fact]
    public void A_clock_guesses_from_the_servers_last_word_and_never_runs_behind_an_entry()
    {
        var time = new FakeTimeProvider();
        var clock = new ServerClock(time);
        Assert.Equal(0, clock.NowMs);

        var asked = time.GetTimestamp();
        time.Advance(TimeSpan.FromMilliseconds(40));
        clock.Observe(5000, asked);
        Assert.Equal(5040, clock.NowMs);
        clock.ObserveAtLeast(4000);
        Assert.Equal(5040, clock.NowMs);
        clock.ObserveAtLeast(9000);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(9001, clock.NowMs);
    }
}
