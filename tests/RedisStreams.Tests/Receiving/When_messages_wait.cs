using Corporation.RedisStreams.Protocol;

namespace Corporation.RedisStreams.Tests.Receiving;

public sealed class When_messages_wait(RedisFixture redis)
{
    [Fact]
    public async Task Each_is_handled_once_and_nothing_stays_behind()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        await bench.SendAsync(5000);

        var receiver = await bench.StartAsync(TestReceiver.CompleteAsync);

        await Eventually.True(bench.IsEmptyAsync);
        Assert.Equal(5000, receiver.Begun.Distinct().Count());
        Assert.Equal(5000, receiver.Begun.Count);
        await receiver.StopAsync();
        Assert.Empty(await bench.ConsumersAsync());
    }

    [Fact]
    public async Task Several_receivers_share_them()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        await bench.SendAsync(3000);

        var receivers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => bench.StartAsync(TestReceiver.CompleteAsync)));

        await Eventually.True(bench.IsEmptyAsync);
        var begun = receivers.SelectMany(receiver => receiver.Begun).ToList();
        Assert.Equal((3000, 3000), (begun.Count, begun.Distinct().Count()));
        Assert.Equal(3, receivers.Select(receiver => receiver.Receiver.ConsumerName).Distinct().Count());
    }

    [Fact]
    public async Task Those_of_high_priority_come_first()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        await bench.SendAsync(50, Lane.Low, prefix: "low");
        await bench.SendAsync(50, Lane.Normal, prefix: "normal");
        await bench.SendAsync(50, Lane.High, prefix: "high");

        var receiver = await bench.StartAsync(TestReceiver.CompleteAsync, settings => settings with { PrefetchCount = 10, ConcurrentMessageLimit = 1 });

        await Eventually.True(bench.IsEmptyAsync);
        var order = receiver.Begun.Select(body => body.TrimEnd([.. "0123456789"])).ToList();
        Assert.Equal([.. Enumerable.Repeat("high", 50), .. Enumerable.Repeat("normal", 50), .. Enumerable.Repeat("low", 50)], order);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(100, 100)]
    public async Task Neither_prefetch_nor_concurrency_is_exceeded(int prefetch, int concurrency)
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        foreach (var lane in Lane.ByPriority)
            await bench.SendAsync(200, lane, prefix: lane.Code);
        var (running, most) = (0, 0);
        TestReceiver? receiver = null;
        var mostFetched = 0L;

        receiver = await bench.StartAsync(
            async delivery =>
            {
                Interlocked.Increment(ref running);
                mostFetched = Math.Max(mostFetched, await bench.PendingAsync());
                most = Math.Max(most, Volatile.Read(ref running));
                Interlocked.Decrement(ref running);
                delivery.Complete();
            },
            settings => settings with { PrefetchCount = prefetch, ConcurrentMessageLimit = concurrency });

        await Eventually.True(bench.IsEmptyAsync);
        Assert.InRange(most, 1, concurrency);
        Assert.InRange(mostFetched, 1, prefetch);
        Assert.Equal(600, receiver.Begun.Distinct().Count());
    }

    [Fact]
    public async Task As_many_are_handled_at_a_time_as_allowed()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        var allRun = new TaskCompletionSource();
        var running = 0;
        var receiver = await bench.StartAsync(
            async delivery =>
            {
                if (Interlocked.Increment(ref running) == 20)
                    allRun.TrySetResult();
                await allRun.Task;
                delivery.Complete();
            },
            settings => settings with { PrefetchCount = 40, ConcurrentMessageLimit = 20 });

        await bench.SendAsync(40);

        await Eventually.True(bench.IsEmptyAsync);
        Assert.Equal(40, receiver.Begun.Count);
    }

    [Fact]
    public async Task Nothing_is_read_during_a_pause()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        var receiver = await bench.StartAsync(TestReceiver.CompleteAsync);
        await bench.SendAsync(1, prefix: "before");
        await Eventually.True(() => Task.FromResult(receiver.Begun.Count == 1));

        await receiver.Receiver.PauseAsync();
        await Eventually.True(async () =>
        {
            await bench.SendAsync(1, prefix: "paused");
            return await bench.LengthAsync() > 3;
        });
        var before = receiver.Begun.Count;
        await bench.SendAsync(100, prefix: "waiting");
        receiver.Receiver.Resume();

        await Eventually.True(bench.IsEmptyAsync);
        Assert.True(before <= 3);
        Assert.Equal(100, receiver.Begun.Count(body => body.StartsWith("waiting", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_message_that_comes_to_an_idle_receiver_is_handled_at_once()
    {
        await using var bench = await QueueBench.OpenAsync(redis, longestWait: WithoutPolling.Wait);
        var receiver = await bench.StartAsync(TestReceiver.CompleteAsync, settings => settings with { LeaseDuration = WithoutPolling.Wait });

        var oneByOne = Task.Run(async () =>
        {
            for (var i = 1; i <= 20; i++)
            {
                await bench.SendAsync(1);
                await Eventually.True(() => receiver.Begun.Count == i);
            }
        });

        await oneByOne.WaitAsync(WithoutPolling.Patience, TestContext.Current.CancellationToken); // Not even a poll each 5 s would find all of them.
    }
}
