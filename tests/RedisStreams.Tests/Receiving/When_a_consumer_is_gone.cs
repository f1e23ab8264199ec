using Corporation.RedisStreams.Protocol;
using Corporation.RedisStreams.Receiving;
using Microsoft.Extensions.Time.Testing;
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
        var victim = await bench.StartAsync(TestReceiver.NeverAsync, WithShortLease);
        await Eventually.True(async () => await bench.PendingAsync() == 20);
        var counts = new List<int>();

        var crashed = TimeProvider.System.GetTimestamp();
        await victim.CrashAsync();
        var heir = await bench.StartAsync(
            delivery =>
            {
                lock (counts)
                    counts.Add(delivery.DeliveryCount);
                return TestReceiver.CompleteAsync(delivery);
            },
            WithShortLease);

        await Eventually.True(bench.IsEmptyAsync);
        Assert.InRange(TimeProvider.System.GetElapsedTime(crashed).TotalSeconds, 0.6, 30);
        Assert.Equal(20, heir.Begun.Distinct().Count());
        Assert.All(counts, count => Assert.True(count >= 2)); // More when the heir itself was too slow for a second.
    }

    [Fact]
    public async Task Its_name_is_removed_without_losing_anything()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        await bench.SendAsync(1);
        var victim = await bench.StartAsync(TestReceiver.NeverAsync, WithShortLease);
        await Eventually.True(async () => await bench.PendingAsync() == 1);
        await victim.CrashAsync();

        var heir = await bench.StartAsync(TestReceiver.CompleteAsync, WithShortLease);

        await Eventually.True(bench.IsEmptyAsync);
        await Eventually.True(async () => (await bench.ConsumersAsync()).SequenceEqual([heir.Receiver.ConsumerName, StreamKeys.HoldingConsumer]));
        Assert.Single(heir.Begun.Distinct());
    }

    [Fact]
    public async Task One_that_takes_its_place_in_the_same_process_waits_for_nobody()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        var other = await bench.StartAsync(TestReceiver.CompleteAsync);
        var token = Seat.NewToken();
        var failed = await bench.StartAsync(TestReceiver.NeverAsync, settings => settings with { ConsumerToken = token });
        await other.StopAsync();
        await bench.SendAsync(3);
        await Eventually.True(async () => await bench.PendingAsync() == 3);
        await failed.CrashAsync();

        var heir = await bench.StartAsync(TestReceiver.CompleteAsync, settings => settings with { ConsumerToken = token });

        Assert.Equal("test.1", heir.Receiver.ConsumerName);
        await Eventually.True(bench.IsEmptyAsync);
        Assert.Equal(1, await bench.Database.HashLengthAsync(bench.Keys.Consumers(bench.Queue)));
    }

    [Fact]
    public async Task Ten_thousand_messages_of_it_are_shared_by_the_others()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        await bench.SendAsync(10_000);
        await bench.Database.StreamReadGroupAsync(bench.Stream(Lane.Normal), StreamKeys.Group, "dead", ">", 10_000);
        Assert.Equal(10_000, await bench.PendingAsync());

        var receivers = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => bench.StartAsync(
            TestReceiver.CompleteAsync, settings => WithShortLease(settings) with { PrefetchCount = 100 })));

        await Eventually.True(bench.IsEmptyAsync);
        var begun = receivers.SelectMany(receiver => receiver.Begun).ToList();
        Assert.Equal(10_000, begun.Distinct().Count());
        Assert.All(receivers, receiver => Assert.NotEmpty(receiver.Begun));
    }

    [Fact]
    public async Task A_stalled_one_loses_its_messages_and_can_settle_nothing_any_more()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        await bench.SendAsync(3);
        var stalled = new List<Delivery>();
        var held = new TaskCompletionSource();
        await bench.StartAsync(
            delivery =>
            {
                lock (stalled)
                    stalled.Add(delivery);
                return held.Task;
            },
            WithShortLease,
            new FakeTimeProvider()); // Its loops never come round.
        await Eventually.True(() => Task.FromResult(stalled.Count == 3));

        var taken = new List<Delivery>();
        await bench.StartAsync(
            delivery =>
            {
                lock (taken)
                    taken.Add(delivery);
                return held.Task;
            },
            WithShortLease);
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
        var old = new List<Delivery>();
        var go = new TaskCompletionSource();
        var stalled = await bench.StartAsync(
            delivery =>
            {
                lock (old)
                    old.Add(delivery);
                return go.Task;
            },
            WithShortLease,
            new FakeTimeProvider());
        await Eventually.True(() => Task.FromResult(old.Count == 2));
        await Eventually.True(async () => await SeatsAsync(bench) is [{ Value: var seat }] && Expires(seat) < await bench.NowMsAsync());

        var heir = await bench.StartAsync(TestReceiver.CompleteAsync);

        Assert.Equal(stalled.Receiver.ConsumerName, heir.Receiver.ConsumerName);
        await Eventually.True(bench.IsEmptyAsync); // At once: nobody waits for a lease of 30 s.
        Assert.False(await old[0].ReleaseAsync());
        old[1].Complete();
        await Eventually.True(() => Task.FromResult(old[1].LeaseLost.IsCancellationRequested));
        Assert.Equal(2, heir.Begun.Distinct().Count());
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
        Assert.Empty(await SeatsAsync(bench));
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

    private static async Task<HashEntry[]> SeatsAsync(QueueBench bench) => await bench.Database.HashGetAllAsync(bench.Keys.Consumers(bench.Queue));

    private static long Expires(RedisValue seat) => (long)(RedisValue)((string)seat!).Split('|')[1];
}
