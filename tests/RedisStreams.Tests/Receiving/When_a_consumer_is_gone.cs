using System.Collections.Concurrent;
using Corporation.RedisStreams.Protocol;
using Corporation.RedisStreams.Receiving;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Tests.Receiving;

public sealed class When_a_consumer_is_gone(RedisFixture redis)
{
    private static readonly TimeSpan ShortLease = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Another_gets_its_messages_when_their_leases_end()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        await bench.SendAsync(20);
        var victim = await bench.StartAsync(TestReceiver.NeverAsync, WithLongLease);
        await Eventually.True(async () => await bench.PendingAsync() == 20);
        await victim.CrashAsync();
        var counts = new ConcurrentQueue<int>();
        var heir = await bench.StartAsync(Counting(counts), WithLongLease);

        await bench.GoRoundAsync(heir);
        Assert.Empty(heir.Begun);

        await bench.LetTakeOverAsync(victim.Receiver.ConsumerName, heir);

        await Eventually.True(bench.IsEmptyAsync);
        Assert.Equal(Numbers(20), heir.Begun.Order());
        Assert.Equal(Enumerable.Repeat(2, 20), counts);
    }

    [Fact]
    public async Task Another_gets_its_messages_although_nobody_helps_the_time_along()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        await bench.SendAsync(20);
        var victim = await bench.StartAsync(TestReceiver.NeverAsync, WithShortLease);
        await Eventually.True(async () => await bench.PendingAsync() == 20);
        await victim.CrashAsync();

        var heir = await bench.StartAsync(TestReceiver.CompleteAsync, WithShortLease);

        // More often than once when the machine is so busy that the heir's own leases of a second end.
        await Eventually.True(bench.IsEmptyAsync);
        Assert.Equal(Numbers(20), heir.Begun.Distinct().Order());
    }

    [Fact]
    public async Task Its_name_is_removed_without_losing_anything()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        await bench.SendAsync(1);
        var victim = await bench.StartAsync(TestReceiver.NeverAsync, WithLongLease);
        await Eventually.True(async () => await bench.PendingAsync() == 1);
        await victim.CrashAsync();
        var (heir, gone) = (await bench.StartAsync(TestReceiver.CompleteAsync, WithLongLease), victim.Receiver.ConsumerName);

        // Where something is pending to it, removing it would lose that.
        await bench.LetSeatEndAsync(gone);
        Assert.Equal(0, await bench.Scripts.ReapAsync(new Seat(heir.Receiver.ConsumerName, ""), TimeSpan.FromMilliseconds(-1)));
        await bench.LetTakeOverAsync(gone, heir);
        await Eventually.True(bench.IsEmptyAsync);

        // Who looks for the dead more often has nothing to handle, and so nothing to be too slow for.
        var third = await bench.StartAsync(TestReceiver.CompleteAsync, settings => WithShortLease(settings) with { ConsumerNamePrefix = "third" });
        await Eventually.True(async () => !(await bench.ConsumersAsync()).Contains(gone) && !(await NamesAsync(bench)).Contains(gone));
        Assert.Contains(heir.Receiver.ConsumerName, await bench.ConsumersAsync());
        Assert.Equal((1, 0), (heir.Begun.Count, third.Begun.Count));
    }

    [Fact]
    public async Task One_that_takes_its_place_in_the_same_process_waits_for_nobody()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        var other = await bench.StartAsync(TestReceiver.CompleteAsync);
        var token = Seat.NewToken();
        var failed = await bench.StartAsync(TestReceiver.NeverAsync, settings => WithLongLease(settings) with { ConsumerToken = token });
        await other.StopAsync();
        await bench.SendAsync(3);
        await Eventually.True(async () => await bench.PendingAsync() == 3);
        await failed.CrashAsync();

        var heir = await bench.StartAsync(TestReceiver.CompleteAsync, settings => WithLongLease(settings) with { ConsumerToken = token });

        Assert.Equal("test.1", heir.Receiver.ConsumerName);
        await Eventually.True(bench.IsEmptyAsync);
        Assert.Equal(Numbers(3), heir.Begun.Order());
        Assert.Equal(1, await bench.Database.HashLengthAsync(bench.Keys.Consumers(bench.Queue)));
    }

    [Fact]
    public async Task Ten_thousand_messages_of_it_are_shared_by_the_others()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        await bench.SendAsync(10_000);
        await bench.Database.StreamReadGroupAsync(bench.Stream(Lane.Normal), StreamKeys.Group, "dead", ">", 10_000);
        Assert.Equal(10_000, await bench.PendingAsync());
        await bench.LetLeasesEndAsync("dead");

        // No machine is so quick that one could take them all before the other is there.
        var bothBegan = Enumerable.Range(0, 2).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToList();
        var counts = new ConcurrentQueue<int>();
        var receivers = await Task.WhenAll(bothBegan.Select(began => bench.StartAsync(
            async delivery =>
            {
                began.TrySetResult();
                await Task.WhenAll(bothBegan.Select(one => one.Task));
                await Counting(counts)(delivery);
            },
            settings => WithLongLease(settings) with { PrefetchCount = 100 })));

        await Eventually.True(bench.IsEmptyAsync);
        Assert.Equal(Numbers(10_000), receivers.SelectMany(receiver => receiver.Begun).Order());
        Assert.Equal(Enumerable.Repeat(2, 10_000), counts);
    }

    [Fact]
    public async Task A_stalled_one_loses_its_messages_and_can_settle_nothing_any_more()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        await bench.SendAsync(3);
        var (stalled, taken, clock) = (new List<Delivery>(), new List<Delivery>(), new StoppedClock());
        var held = new TaskCompletionSource();
        var victim = await bench.StartAsync(
            Keeping(stalled, held.Task),
            settings => WithLongLease(settings) with { PrefetchCount = 3, ConcurrentMessageLimit = 3 }, // No room for what it loses.
            clock);
        await Eventually.True(() => Task.FromResult(stalled.Count == 3));
        await clock.UntilLongPauseAsync();

        await bench.LetLeasesEndAsync(victim.Receiver.ConsumerName);
        await bench.StartAsync(Keeping(taken, held.Task), WithLongLease);
        await Eventually.True(() => Task.FromResult(taken.Count == 3));

        Assert.False(await stalled[0].MoveAsync(QueueBench.ErrorQueue, "{}"));
        Assert.True(stalled[0].LeaseLost.IsCancellationRequested);
        Assert.False(await stalled[1].DelayAsync(TimeSpan.FromHours(1), 1));
        Assert.True(stalled[2].Complete()); // Refused by the server, later.
        await Eventually.True(() => Task.FromResult(stalled[2].LeaseLost.IsCancellationRequested));
        Assert.Equal((3, 3), (await bench.PendingAsync(), await bench.LengthAsync()));

        foreach (var delivery in taken)
            Assert.True(delivery.Complete());
        held.SetResult();
        await Eventually.True(bench.IsEmptyAsync);
        Assert.Equal([1, 1, 1, 2, 2, 2], stalled.Concat(taken).Select(delivery => delivery.DeliveryCount));
        Assert.Equal(0, await bench.LengthAsync(QueueBench.ErrorQueue));
    }

    [Fact]
    public async Task A_long_handler_keeps_its_lease_and_so_do_the_messages_buffered_behind_it()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        await bench.SendAsync(10);
        var go = new TaskCompletionSource();
        var slow = await bench.StartAsync(
            async delivery =>
            {
                await go.Task;
                delivery.Complete();
            },
            settings => settings with { LeaseDuration = 5 * ShortLease, ConcurrentMessageLimit = 1, PrefetchCount = 10 });
        await Eventually.True(async () => await bench.PendingAsync() == 10);

        var other = await bench.StartAsync(TestReceiver.CompleteAsync, settings => settings with { LeaseDuration = 5 * ShortLease });
        await AssertRenewedAsync(bench, 10, 4); // Every third of a lease.
        go.SetResult();

        await Eventually.True(bench.IsEmptyAsync);
        Assert.Equal((10, 0), (slow.Begun.Count, other.Begun.Count));
    }

    [Fact]
    public async Task Losing_the_lease_cancels_the_handlers_token()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        await bench.SendAsync(1);
        var cancelled = new TaskCompletionSource<bool>();
        await bench.StartAsync(
            async delivery =>
            {
                await TestReceiver.NeverAsync(delivery).WaitAsync(delivery.LeaseLost).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                cancelled.TrySetResult(delivery.Complete());
            },
            WithShortLease);
        await Eventually.True(async () => await bench.PendingAsync() == 1);

        // As an operator would take it by hand.
        var id = (await bench.Database.StreamPendingMessagesAsync(bench.Stream(Lane.Normal), StreamKeys.Group, 1, RedisValue.Null))[0].MessageId;
        await bench.Database.StreamClaimAsync(bench.Stream(Lane.Normal), StreamKeys.Group, "somebody", 0, [id]);

        Assert.False(await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(1, await bench.LengthAsync());
    }

    [Fact]
    public async Task A_name_taken_over_is_closed_to_its_old_process()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        await bench.SendAsync(2);
        var (old, clock) = (new List<Delivery>(), new StoppedClock());
        var go = new TaskCompletionSource();
        var stalled = await bench.StartAsync(
            Keeping(old, go.Task),
            settings => WithLongLease(settings) with { PrefetchCount = 2, ConcurrentMessageLimit = 2 },
            clock);
        await Eventually.True(() => Task.FromResult(old.Count == 2));
        await clock.UntilLongPauseAsync();
        await bench.LetSeatEndAsync(stalled.Receiver.ConsumerName);

        var heir = await bench.StartAsync(TestReceiver.CompleteAsync, WithLongLease);

        Assert.Equal(stalled.Receiver.ConsumerName, heir.Receiver.ConsumerName);
        await Eventually.True(bench.IsEmptyAsync); // At once: nobody waits for a lease.
        Assert.False(await old[0].ReleaseAsync());
        old[1].Complete();
        await Eventually.True(() => Task.FromResult(old[1].LeaseLost.IsCancellationRequested));
        Assert.Equal(Numbers(2), heir.Begun.Order());
        go.SetResult();
    }

    [Fact]
    public async Task Names_stay_few_however_often_a_process_starts()
    {
        await using var bench = await QueueBench.OpenAsync(redis);

        for (var i = 0; i < 5; i++)
        {
            var receiver = await bench.StartAsync(TestReceiver.CompleteAsync);
            Assert.Equal("test.0", receiver.Receiver.ConsumerName);
            await receiver.StopAsync();
        }

        Assert.Empty(await bench.ConsumersAsync());
        Assert.Empty(await NamesAsync(bench));
    }

    // What is renewed counts as just delivered: by the server's clock, its time without a sign of life begins again.
    private static async Task AssertRenewedAsync(QueueBench bench, int entries, int times)
    {
        var (idle, renewals) = (new Dictionary<RedisValue, long>(), new Dictionary<RedisValue, int>());
        await Eventually.True(async () =>
        {
            var pending = await bench.Database.StreamPendingMessagesAsync(
                bench.Stream(Lane.Normal), StreamKeys.Group, entries, RedisValue.Null);
            foreach (var entry in pending)
            {
                if (entry.IdleTimeInMilliseconds < idle.GetValueOrDefault(entry.MessageId))
                    renewals[entry.MessageId] = renewals.GetValueOrDefault(entry.MessageId) + 1;
                idle[entry.MessageId] = entry.IdleTimeInMilliseconds;
            }

            return renewals.Count == entries && renewals.Values.Min() >= times;
        });
    }

    private static ReceiverSettings WithShortLease(ReceiverSettings settings) => settings with { LeaseDuration = ShortLease };

    private static ReceiverSettings WithLongLease(ReceiverSettings settings) => settings with { LeaseDuration = WithoutPolling.Wait };

    private static Func<Delivery, Task> Counting(ConcurrentQueue<int> counts) => delivery =>
    {
        counts.Enqueue(delivery.DeliveryCount);
        return TestReceiver.CompleteAsync(delivery);
    };

    private static Func<Delivery, Task> Keeping(List<Delivery> kept, Task until) => delivery =>
    {
        lock (kept)
            kept.Add(delivery);
        return until;
    };

    private static IEnumerable<string> Numbers(int count) => Enumerable.Range(0, count).Select(i => $"{i}").Order();

    private static async Task<RedisValue[]> NamesAsync(QueueBench bench) => await bench.Database.HashKeysAsync(bench.Keys.Consumers(bench.Queue));
}
