using Corporation.RedisStreams.Receiving;

namespace Corporation.RedisStreams.Tests.Receiving;

public sealed class When_one_reads_alone(RedisFixture redis)
{
    [Fact]
    public async Task The_others_stand_by_and_one_takes_over_when_it_stops()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        var first = await bench.StartAsync(TestReceiver.CompleteAsync, SingleActive);
        var second = await bench.StartAsync(TestReceiver.CompleteAsync, SingleActive);
        await bench.SendAsync(200);
        await Eventually.True(bench.IsEmptyAsync);
        Assert.Equal((200, 0), (first.Begun.Count, second.Begun.Count));

        await first.StopAsync();
        await bench.SendAsync(100);

        await Eventually.True(bench.IsEmptyAsync); // Told at once: neither the right of the first nor the second's own wait ends so soon.
        Assert.Equal(100, second.Begun.Count);
    }

    [Fact]
    public async Task What_a_crashed_one_left_is_handled_first_and_in_order()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        await bench.SendAsync(50);
        var victim = await bench.StartAsync(TestReceiver.NeverAsync, SingleActive);
        await Eventually.True(async () => await bench.PendingAsync() == 50);
        await victim.CrashAsync();
        await bench.SendAsync(50, prefix: "later");

        var heir = await bench.StartAsync(TestReceiver.CompleteAsync, settings => SingleActive(settings) with { ConcurrentMessageLimit = 1, PrefetchCount = 20 });
        await bench.LetOwnAsync(victim.Receiver.ConsumerName, heir);

        await Eventually.True(bench.IsEmptyAsync);
        Assert.Equal([.. Enumerable.Range(0, 50).Select(i => $"{i}"), .. Enumerable.Range(0, 50).Select(i => $"later{i}")], heir.Begun);
    }

    [Fact]
    public async Task One_that_stalled_and_lost_its_right_settles_nothing_and_stands_by()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        await bench.SendAsync(1);
        var old = new TaskCompletionSource<Delivery>();
        var stalled = await bench.StartAsync(
            delivery =>
            {
                old.TrySetResult(delivery);
                return TestReceiver.NeverAsync(delivery);
            },
            SingleActive,
            new StoppedClock());
        await old.Task;
        await stalled.HearNothingAsync();

        var heir = await bench.StartAsync(TestReceiver.CompleteAsync, SingleActive);
        await bench.LetOwnAsync(stalled.Receiver.ConsumerName, heir);
        await Eventually.True(bench.IsEmptyAsync);
        await bench.SendAsync(20);
        await Eventually.True(bench.IsEmptyAsync);

        Assert.Equal(21, heir.Begun.Count);
        Assert.Single(stalled.Begun);
        Assert.False(await (await old.Task).ReleaseAsync());
    }

    [Fact]
    public async Task An_exclusive_queue_refuses_a_second_reader_and_takes_it_after_the_first()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        var first = await bench.StartAsync(TestReceiver.CompleteAsync, Exclusive);
        var second = await bench.ReceiverAsync(TestReceiver.CompleteAsync, Exclusive);

        var refusal = await Assert.ThrowsAsync<RedisStreamsException>(second.StartAsync);

        Assert.Contains(first.Receiver.ConsumerName, refusal.Message, StringComparison.Ordinal);
        Assert.Equal("orders", refusal.Entity);
        await bench.SendAsync(10);
        await Eventually.True(bench.IsEmptyAsync);
        await first.StopAsync();
        var third = await bench.StartAsync(TestReceiver.CompleteAsync, Exclusive);
        await bench.SendAsync(10);
        await Eventually.True(bench.IsEmptyAsync);
        Assert.Equal((10, 10), (first.Begun.Count, third.Begun.Count));

        static ReceiverSettings Exclusive(ReceiverSettings settings) => settings with { Mode = ReceiverMode.Exclusive };
    }

    [Fact]
    public async Task Two_that_start_at_once_do_not_both_read()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        await bench.SendAsync(500);

        var receivers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => bench.StartAsync(TestReceiver.CompleteAsync, SingleActive)));

        await Eventually.True(bench.IsEmptyAsync);
        Assert.Single(receivers, receiver => !receiver.Begun.IsEmpty);
    }

    [Fact]
    public async Task One_that_is_gone_loses_its_right_although_nobody_helps_the_time_along()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        var victim = await bench.StartAsync(TestReceiver.CompleteAsync, WithShortLease);
        var heir = await bench.StartAsync(TestReceiver.CompleteAsync, WithShortLease);
        await victim.CrashAsync();

        await bench.SendAsync(20);

        await Eventually.True(bench.IsEmptyAsync);
        Assert.Empty(victim.Begun);
        Assert.Equal(20, heir.Begun.Distinct().Count()); // More often when the machine is so busy that the heir's own leases of a second end.
    }

    private static ReceiverSettings SingleActive(ReceiverSettings settings) =>
        settings with { Mode = ReceiverMode.SingleActive, LeaseDuration = WithoutPolling.Wait };

    private static ReceiverSettings WithShortLease(ReceiverSettings settings) => SingleActive(settings) with { LeaseDuration = TimeSpan.FromSeconds(1) };
}
