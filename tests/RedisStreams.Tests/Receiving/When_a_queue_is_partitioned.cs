using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Corporation.RedisStreams.Protocol;
using Corporation.RedisStreams.Receiving;

namespace Corporation.RedisStreams.Tests.Receiving;

public sealed class When_a_queue_is_partitioned(RedisFixture redis)
{
    private const int Partitions = 4;
    private const int Keys = 10;
    private const int PerKey = 60;

    [Fact]
    public async Task Each_key_is_handled_in_order_and_one_at_a_time_across_receivers()
    {
        await using var bench = await QueueBench.OpenAsync(redis, Partitions);
        var order = new KeyOrder();

        var receivers = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => bench.StartAsync(order.HandleAsync, WithShortLease)));
        await Eventually.True(async () => (await SharesAsync(bench)).SequenceEqual([2, 2]));
        await SendAsync(bench);

        await Eventually.True(bench.IsEmptyAsync);
        order.AssertInOrder(exactlyOnce: true);
        Assert.All(receivers, receiver => Assert.NotEmpty(receiver.Begun));
    }

    [Fact]
    public async Task Different_keys_of_one_partition_are_handled_at_the_same_time()
    {
        await using var bench = await QueueBench.OpenAsync(redis, 1);
        var both = new TaskCompletionSource();
        var running = 0;
        await bench.SendAsync(1, Lane.Partition(0), key: "one");
        await bench.SendAsync(1, Lane.Partition(0), key: "other");

        await bench.StartAsync(async delivery =>
        {
            if (Interlocked.Increment(ref running) == 2)
                both.SetResult();
            await both.Task;
            delivery.Complete();
        });

        await Eventually.True(bench.IsEmptyAsync);
    }

    [Fact]
    public async Task No_partition_is_left_alone_for_long_where_consumers_come_and_die_all_the_time()
    {
        await using var bench = await QueueBench.OpenAsync(redis, Partitions);
        var lease = TimeSpan.FromMilliseconds(400);
        var (seat, _) = await bench.Scripts.OpenConsumerAsync("one", Seat.NewToken(), TimeSpan.FromMinutes(1));
        for (var i = 0; i < 20; i++)
            await bench.Scripts.OpenConsumerAsync("dead", Seat.NewToken(), TimeSpan.FromMinutes(1)); // They count as alive, and never come for their share.
        foreach (var lane in Lane.All(Partitions).Where(lane => lane.IsPartition))
            await bench.Database.HashSetAsync(bench.Keys.Owners(bench.Queue), lane.Code, $"gone|token|{await bench.NowMsAsync()}");

        var served = new HashSet<Lane>();
        await Eventually.True(async () =>
        {
            var share = await bench.Scripts.OwnPartitionsAsync(seat, lease);
            served.UnionWith([.. share.Kept, .. share.Taken]);
            return served.Count == Partitions;
        });
    }

    [Fact]
    public async Task What_waits_in_one_partition_is_no_burden_to_the_reader_of_another()
    {
        const int Due = 20_000;
        await using var bench = await QueueBench.OpenAsync(redis, 2);
        var (one, _) = await bench.Scripts.OpenConsumerAsync("one", Seat.NewToken(), TimeSpan.FromMinutes(3));
        var (other, _) = await bench.Scripts.OpenConsumerAsync("other", Seat.NewToken(), TimeSpan.FromMinutes(3));
        var owned = await bench.Scripts.OwnPartitionsAsync(one, TimeSpan.FromMinutes(1));
        var owned2 = await bench.Scripts.OwnPartitionsAsync(other, TimeSpan.FromMinutes(1));
        var hot = bench.Keys.Held(bench.Queue, owned.Taken[0]);
        await bench.Database.SortedSetAddAsync(
            hot, [.. Enumerable.Range(1, Due).Select(i => new StackExchange.Redis.SortedSetEntry($"{owned.Taken[0].Code}/1-{i}", i))]);

        using (await bench.Scripts.ReceiveAsync(other, 100, "partitions", [.. owned2.Taken]))
        {
            // The sets are apart, so the other's is not even looked at; a place without its entry would have been cleared.
            Assert.Equal(Due, await bench.Database.SortedSetLengthAsync(hot));
        }

        using (await bench.Scripts.ReceiveAsync(one, 100, "partitions", [.. owned.Taken]))
            Assert.True(await bench.Database.SortedSetLengthAsync(hot) < Due);
    }

    [Fact]
    public async Task The_order_survives_the_crash_of_a_receiver()
    {
        await using var bench = await QueueBench.OpenAsync(redis, Partitions);
        var order = new KeyOrder();
        var victim = await bench.StartAsync(
            async delivery =>
            {
                if (order.HandledCount < 100)
                    await order.HandleAsync(delivery);
                else
                    await TestReceiver.NeverAsync(delivery);
            },
            WithShortLease);
        await SendAsync(bench);
        await Eventually.True(() => Task.FromResult(order.HandledCount >= 100));
        await victim.CrashAsync();

        await bench.StartAsync(order.HandleAsync, WithShortLease);
        await bench.StartAsync(order.HandleAsync, WithShortLease);

        await Eventually.True(bench.IsEmptyAsync);
        order.AssertInOrder(exactlyOnce: false);
    }

    [Fact]
    public async Task The_order_survives_receivers_that_come_and_go()
    {
        await using var bench = await QueueBench.OpenAsync(redis, Partitions);
        var order = new KeyOrder();
        var isJoined = new TaskCompletionSource();
        var first = await bench.StartAsync(
            async delivery =>
            {
                if (order.HandledCount >= 50)
                    await isJoined.Task; // Or it had handled everything before anybody could join.
                await order.HandleSlowlyAsync(delivery);
            },
            WithShortLease);
        await SendAsync(bench);
        await Eventually.True(() => Task.FromResult(order.HandledCount >= 50));

        var second = await bench.StartAsync(order.HandleSlowlyAsync, WithShortLease);
        isJoined.SetResult();
        await Eventually.True(() => Task.FromResult(!second.Begun.IsEmpty));
        await first.StopAsync();
        await bench.StartAsync(order.HandleAsync, WithShortLease);

        await Eventually.True(bench.IsEmptyAsync);
        order.AssertInOrder(exactlyOnce: true);
    }

    [Fact]
    public async Task Each_receiver_has_its_share()
    {
        await using var bench = await QueueBench.OpenAsync(redis, 7);
        var receivers = new List<TestReceiver>();
        for (var i = 0; i < 3; i++)
            receivers.Add(await bench.StartAsync(TestReceiver.CompleteAsync, WithShortLease));

        await Eventually.True(async () => (await SharesAsync(bench)).SequenceEqual([2, 2, 3]));
        await receivers[0].StopAsync();
        await Eventually.True(async () => (await SharesAsync(bench)).SequenceEqual([3, 4]));
        await receivers[1].CrashAsync();
        await Eventually.True(async () => (await SharesAsync(bench)).SequenceEqual([7]));
    }

    [Fact]
    public async Task Messages_without_a_key_are_shared_by_all()
    {
        await using var bench = await QueueBench.OpenAsync(redis, 2);
        await bench.SendAsync(500);
        var running = 0;
        var both = new TaskCompletionSource();

        var receivers = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => bench.StartAsync(
            async delivery =>
            {
                if (Interlocked.Increment(ref running) == 20)
                    both.TrySetResult();
                await both.Task;
                delivery.Complete();
            },
            settings => settings with { PrefetchCount = 10, ConcurrentMessageLimit = 10 })));

        await Eventually.True(bench.IsEmptyAsync);
        Assert.All(receivers, receiver => Assert.NotEmpty(receiver.Begun));
    }

    [Fact]
    public async Task A_stalled_owner_can_settle_nothing_any_more()
    {
        await using var bench = await QueueBench.OpenAsync(redis, 1);
        await bench.SendAsync(1, Lane.Partition(0), key: "k");
        var stalled = new TaskCompletionSource<Delivery>();
        await bench.StartAsync(
            delivery =>
            {
                stalled.TrySetResult(delivery);
                return TestReceiver.NeverAsync(delivery);
            },
            WithShortLease,
            new Microsoft.Extensions.Time.Testing.FakeTimeProvider());
        var old = await stalled.Task;

        var heir = await bench.StartAsync(TestReceiver.CompleteAsync, WithShortLease);

        await Eventually.True(bench.IsEmptyAsync);
        Assert.Single(heir.Begun);
        Assert.False(await old.MoveAsync(QueueBench.ErrorQueue, "{}"));
        Assert.True(old.LeaseLost.IsCancellationRequested);
    }

    private static ReceiverSettings WithShortLease(ReceiverSettings settings) =>
        settings with { LeaseDuration = TimeSpan.FromSeconds(1.5), PrefetchCount = 20, ConcurrentMessageLimit = 20 };

    private static async Task<IReadOnlyList<int>> SharesAsync(QueueBench bench)
    {
        var owners = await bench.Database.HashGetAllAsync(bench.Keys.Owners(bench.Queue));
        return [.. owners.GroupBy(owner => ((string)owner.Value!).Split('|')[0]).Select(share => share.Count()).Order()];
    }

    // Of each key in order, as a partitioner of the sender would: the lane follows from the key.
    private static async Task SendAsync(QueueBench bench)
    {
        for (var number = 0; number < PerKey; number++)
        {
            for (var key = 0; key < Keys; key++)
                await bench.AddAsync(Lane.Partition(key % Partitions), QueueBench.Fields($"{key}:{number}", $"key{key}"));
        }
    }

    private sealed class KeyOrder
    {
        private readonly ConcurrentDictionary<int, List<int>> _seen = [];
        private readonly ConcurrentDictionary<int, int> _running = [];
        private volatile string? _overlap;
        private int _handled;

        public int HandledCount => Volatile.Read(ref _handled);

        public Task HandleAsync(Delivery delivery) => HandleAsync(delivery, TimeSpan.Zero);

        public Task HandleSlowlyAsync(Delivery delivery) => HandleAsync(delivery, TimeSpan.FromMilliseconds(5));

        public void AssertInOrder(bool exactlyOnce)
        {
            Assert.Null(_overlap);
            Assert.Equal(Keys, _seen.Count);
            foreach (var numbers in _seen.Values)
            {
                // Delivered again after a crash, some may be seen twice; but never one before an earlier one was seen.
                Assert.Equal(Enumerable.Range(0, PerKey), numbers.Distinct());
                if (exactlyOnce)
                    Assert.Equal(PerKey, numbers.Count);
            }
        }

        private async Task HandleAsync(Delivery delivery, TimeSpan duration)
        {
            var parts = Encoding.UTF8.GetString(delivery.Body!).Split(':');
            var key = int.Parse(parts[0], CultureInfo.InvariantCulture);
            if (_running.AddOrUpdate(key, 1, (_, count) => count + 1) != 1)
                _overlap = $"two of key {key} at a time";
            var numbers = _seen.GetOrAdd(key, _ => []);
            lock (numbers)
                numbers.Add(int.Parse(parts[1], CultureInfo.InvariantCulture));
            await Task.Yield();
            if (duration > TimeSpan.Zero)
                await Task.Delay(duration, TimeProvider.System);
            _running.AddOrUpdate(key, 0, (_, count) => count - 1);
            Interlocked.Increment(ref _handled);
            delivery.Complete();
        }
    }
}
