using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Corporation.LocalServers;
using Corporation.RedisStreams.Protocol;
using Corporation.RedisStreams.Receiving;

namespace Corporation.RedisStreams.Tests.Receiving;

/// <summary>Then, where each write is flushed, a receiver has two reads at the server, one behind the other, and acknowledges a moment later.</summary>
public sealed class When_messages_come_one_at_a_time
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private static readonly RedisServerOptions Flushing = new() { AppendOnly = true, AppendFsync = "always" };

    // A read waits for 5 s, the one behind it for as long again.
    private static readonly TimeSpan LessThanARead = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task Each_is_handled_once_in_the_order_of_sending()
    {
        await using var server = await RedisServer.StartAsync(Flushing, Token);
        await using var bench = await QueueBench.OpenAsync(server.ConnectionString);
        var receiver = await bench.StartAsync(TestReceiver.CompleteAsync, settings => settings with { ConcurrentMessageLimit = 1 });
        await LetTwoReadsWaitAsync(server, bench, receiver);
        var before = receiver.Begun.Count;

        for (var i = 0; i < 500; i++)
            await bench.SendAsync(i % 50 == 49 ? 10 : 1, prefix: string.Create(CultureInfo.InvariantCulture, $"{i:000}-"));

        await Eventually.True(bench.IsEmptyAsync);
        var begun = receiver.Begun.Skip(before).ToList();
        Assert.Equal(590, begun.Count);
        Assert.Equal(begun.Order(StringComparer.Ordinal), begun);
    }

    [Fact]
    public async Task Then_idle_again_it_has_one_read_at_the_server()
    {
        await using var server = await RedisServer.StartAsync(Flushing, Token);
        await using var bench = await QueueBench.OpenAsync(server.ConnectionString);
        var receiver = await bench.StartAsync(TestReceiver.CompleteAsync);

        await LetTwoReadsWaitAsync(server, bench, receiver);

        await Eventually.True(async () => await ReadsAsync(server) == (1, 0));
    }

    [Fact]
    public async Task A_stop_waits_for_neither_read_and_leaves_nothing()
    {
        await using var server = await RedisServer.StartAsync(Flushing, Token);
        await using var bench = await QueueBench.OpenAsync(server.ConnectionString, longestWait: WithoutPolling.Wait);
        var receiver = await bench.StartAsync(TestReceiver.CompleteAsync);
        await LetTwoReadsWaitAsync(server, bench, receiver);

        await receiver.StopAsync().WaitAsync(WithoutPolling.Patience, Token);

        Assert.Equal((0, 0), await ReadsAsync(server));
        Assert.True(await bench.IsEmptyAsync());
        Assert.Empty(await bench.ConsumersAsync());
    }

    [Fact]
    public async Task What_came_during_a_stop_goes_to_another_at_once()
    {
        await using var server = await RedisServer.StartAsync(Flushing, Token);
        await using var bench = await QueueBench.OpenAsync(server.ConnectionString);
        var handled = new ConcurrentDictionary<EntryId, int>();
        var counts = new ConcurrentBag<int>();
        Task HandleAsync(Delivery delivery)
        {
            counts.Add(delivery.DeliveryCount);
            handled.AddOrUpdate(delivery.EntryId, 1, (_, count) => count + 1);
            return TestReceiver.CompleteAsync(delivery);
        }

        for (var i = 0; i < 10; i++)
        {
            var receiver = await bench.StartAsync(HandleAsync);
            await LetTwoReadsWaitAsync(server, bench, receiver);
            var sending = SendOneByOneAsync(bench, 30);
            await receiver.StopAsync();
            Assert.Equal(0, await OwnedByOtherThanAsync(bench, StreamKeys.HoldingConsumer));
            await sending;
        }

        await bench.StartAsync(HandleAsync);
        await Eventually.TrueWithin(TimeSpan.FromSeconds(10), bench.IsEmptyAsync, () => "empty");
        Assert.All(handled.Values, count => Assert.Equal(1, count));
        Assert.All(counts, count => Assert.Equal(1, count));
    }

    [Fact]
    public async Task A_pause_ends_both_reads_and_nothing_is_read_until_it_ends()
    {
        await using var server = await RedisServer.StartAsync(Flushing, Token);
        await using var bench = await QueueBench.OpenAsync(server.ConnectionString);
        var receiver = await bench.StartAsync(TestReceiver.CompleteAsync);
        await LetTwoReadsWaitAsync(server, bench, receiver);
        var before = receiver.Begun.Count;

        await receiver.Receiver.PauseAsync();
        await Eventually.TrueWithin(LessThanARead, async () => await ReadsAsync(server) == (0, 0), () => "both reads ended");
        await bench.SendAsync(50);

        Assert.Equal((50, 0), (await bench.LengthAsync(), await bench.PendingAsync()));
        receiver.Receiver.Resume();
        await Eventually.True(bench.IsEmptyAsync);
        Assert.Equal(before + 50, receiver.Begun.Count);
    }

    [Fact]
    public async Task What_came_during_a_pause_waits_for_its_end_or_for_another()
    {
        await using var server = await RedisServer.StartAsync(Flushing, Token);
        await using var bench = await QueueBench.OpenAsync(server.ConnectionString);
        var receiver = await bench.StartAsync(TestReceiver.CompleteAsync);

        for (var i = 0; i < 10; i++)
        {
            await LetTwoReadsWaitAsync(server, bench, receiver);
            var sending = SendOneByOneAsync(bench, 30);
            await receiver.Receiver.PauseAsync();
            await sending;
            await Eventually.TrueWithin(LessThanARead, async () => await ReadsAsync(server) == (0, 0), () => "both reads ended");
            await Eventually.True(async () => await OwnedByOtherThanAsync(bench, StreamKeys.HoldingConsumer) == 0);
            receiver.Receiver.Resume();
            await Eventually.TrueWithin(TimeSpan.FromSeconds(10), bench.IsEmptyAsync, () => "empty");
        }

        Assert.Equal(receiver.Begun.Distinct().Count(), receiver.Begun.Count);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(40)]
    public async Task Both_reads_together_take_no_more_than_there_is_room_for(int prefetch)
    {
        await using var server = await RedisServer.StartAsync(Flushing, Token);
        await using var bench = await QueueBench.OpenAsync(server.ConnectionString);
        var gate = new TaskCompletionSource();
        var isOpen = true;
        var receiver = await bench.StartAsync(
            async delivery =>
            {
                if (!Volatile.Read(ref isOpen))
                    await gate.Task;
                delivery.Complete();
            },
            settings => settings with { PrefetchCount = prefetch, ConcurrentMessageLimit = 1 });
        await LetTwoReadsWaitAsync(server, bench, receiver);

        Volatile.Write(ref isOpen, false);
        var most = 0L;
        for (var i = 0; i < 3 * prefetch; i++)
        {
            await bench.SendAsync(1 + (i % 3 * 10));
            most = Math.Max(most, await bench.PendingAsync());
        }

        await Eventually.True(async () => await bench.PendingAsync() == prefetch);
        Assert.Equal(prefetch, most);
        Assert.Equal(prefetch, receiver.Receiver.InFlightCount);
        gate.SetResult();
        await Eventually.True(bench.IsEmptyAsync);
    }

    [Fact]
    public async Task Those_of_high_priority_still_come_first()
    {
        await using var server = await RedisServer.StartAsync(Flushing, Token);
        await using var bench = await QueueBench.OpenAsync(server.ConnectionString);
        var gate = new TaskCompletionSource();
        var isOpen = true;
        var receiver = await bench.StartAsync(
            async delivery =>
            {
                if (!Volatile.Read(ref isOpen))
                    await gate.Task;
                delivery.Complete();
            },
            settings => settings with { ConcurrentMessageLimit = 1 });
        await LetTwoReadsWaitAsync(server, bench, receiver);
        var before = receiver.Begun.Count;

        Volatile.Write(ref isOpen, false);
        await bench.SendAsync(20, Lane.Low, prefix: "low");
        await bench.SendAsync(20, Lane.High, prefix: "high");
        await Eventually.True(() => receiver.Receiver.InFlightCount == 40);
        gate.SetResult();

        await Eventually.True(bench.IsEmptyAsync);
        var order = receiver.Begun.Skip(before + 1).Select(body => body.TrimEnd([.. "0123456789"])).ToList();
        Assert.Equal([.. Enumerable.Repeat("high", 20), .. Enumerable.Repeat("low", 19)], order);
    }

    [Fact]
    public async Task A_handler_that_blocks_its_thread_holds_up_no_read()
    {
        await using var server = await RedisServer.StartAsync(Flushing, Token);
        await using var bench = await QueueBench.OpenAsync(server.ConnectionString);
        using var second = new AutoResetEvent(false);
        var inTime = 0;
        var receiver = await bench.StartAsync(delivery =>
        {
            var body = Encoding.UTF8.GetString(delivery.Body!);
            if (body.StartsWith("first", StringComparison.Ordinal) && second.WaitOne(TimeSpan.FromSeconds(10)))
                Interlocked.Increment(ref inTime);
            else if (body.StartsWith("second", StringComparison.Ordinal))
                second.Set();
            return TestReceiver.CompleteAsync(delivery);
        });

        for (var i = 1; i <= 20; i++)
        {
            await LetTwoReadsWaitAsync(server, bench, receiver);
            await Task.WhenAll(bench.SendAsync(1, prefix: "first"), bench.SendAsync(1, prefix: "second"));
            await Eventually.True(bench.IsEmptyAsync);
            Assert.Equal(i, inTime);
        }
    }

    [Fact]
    public async Task A_redelivery_comes_when_it_is_due_and_not_when_the_reads_end()
    {
        await using var server = await RedisServer.StartAsync(Flushing, Token);
        await using var bench = await QueueBench.OpenAsync(server.ConnectionString, longestWait: WithoutPolling.Wait);
        var receiver = await bench.StartAsync(
            delivery => delivery is { Lane: var lane, RedeliveryCount: 0 } && lane == Lane.High
                ? delivery.DelayAsync(TimeSpan.FromMilliseconds(100), 1)
                : TestReceiver.CompleteAsync(delivery),
            settings => settings with { LeaseDuration = WithoutPolling.Wait });
        await LetTwoReadsWaitAsync(server, bench, receiver);
        var before = receiver.Begun.Count;

        await bench.SendAsync(1, Lane.High);

        await Eventually.True(() => receiver.Begun.Count == before + 2);
    }

    [Fact]
    public async Task A_cut_connection_loses_nothing_and_doubles_nothing()
    {
        await using var server = await RedisServer.StartAsync(Flushing, Token);
        await using var bench = await QueueBench.OpenAsync(server.ConnectionString);
        var handled = new ConcurrentDictionary<EntryId, int>();
        var receiver = await bench.StartAsync(delivery =>
        {
            handled.AddOrUpdate(delivery.EntryId, 1, (_, count) => count + 1);
            return TestReceiver.CompleteAsync(delivery);
        });

        for (var i = 0; i < 5; i++)
        {
            await LetTwoReadsWaitAsync(server, bench, receiver);
            var sending = SendOneByOneAsync(bench, 30);
            foreach (var id in await BlockedClientsAsync(server))
                await server.ExecuteAsync("CLIENT", "KILL", "ID", id);
            await sending;
            await Eventually.TrueWithin(TimeSpan.FromSeconds(10), bench.IsEmptyAsync, () => "empty");
        }

        Assert.All(handled.Values, count => Assert.Equal(1, count));
        Assert.False(receiver.Receiver.Completion.IsCompleted);
    }

    [Theory]
    [InlineData("stream")]
    [InlineData("everything")]
    public async Task What_somebody_removes_meanwhile_is_made_again(string what)
    {
        await using var server = await RedisServer.StartAsync(Flushing, Token);
        await using var bench = await QueueBench.OpenAsync(server.ConnectionString);
        var receiver = await bench.StartAsync(TestReceiver.CompleteAsync);
        await LetTwoReadsWaitAsync(server, bench, receiver);
        var before = receiver.Begun.Count;

        await (what == "stream" ? bench.Database.ExecuteAsync("DEL", bench.Stream(Lane.Normal)) : bench.Database.ExecuteAsync("FLUSHALL"));
        await bench.SendAsync(100);

        await Eventually.True(() => receiver.Begun.Count == before + 100);
        await Eventually.True(bench.IsEmptyAsync);
        Assert.False(receiver.Receiver.Completion.IsCompleted);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    public async Task With_little_room_there_is_one_read_only(int prefetch)
    {
        await using var server = await RedisServer.StartAsync(Flushing, Token);
        await using var bench = await QueueBench.OpenAsync(server.ConnectionString);
        var receiver = await bench.StartAsync(TestReceiver.CompleteAsync, settings => settings with { PrefetchCount = prefetch });

        for (var i = 1; i <= 20; i++)
        {
            await bench.SendAsync(1);
            await Eventually.True(() => receiver.Begun.Count == i);
            Assert.Equal(0, (await ReadsAsync(server)).Behind);
        }
    }

    [Fact]
    public async Task Where_the_server_does_not_flush_each_write_there_is_one_read_only()
    {
        await using var server = await RedisServer.StartAsync(new RedisServerOptions { AppendOnly = true, AppendFsync = "everysec" }, Token);
        await using var bench = await QueueBench.OpenAsync(server.ConnectionString);
        var receiver = await bench.StartAsync(TestReceiver.CompleteAsync);

        for (var i = 1; i <= 20; i++)
        {
            await bench.SendAsync(1);
            await Eventually.True(() => receiver.Begun.Count == i);
            Assert.Equal(0, (await ReadsAsync(server)).Behind);
        }
    }

    private static async Task SendOneByOneAsync(QueueBench bench, int count)
    {
        for (var i = 0; i < count; i++)
            await bench.SendAsync(1, prefix: Guid.NewGuid().ToString("N"));
    }

    private static async Task LetTwoReadsWaitAsync(RedisServer server, QueueBench bench, TestReceiver receiver)
    {
        await Eventually.True(bench.IsEmptyAsync);
        await Eventually.True(async () =>
        {
            var begun = receiver.Begun.Count;
            await bench.SendAsync(1, prefix: Guid.NewGuid().ToString("N"));
            await Eventually.True(() => receiver.Begun.Count == begun + 1);
            await Eventually.True(bench.IsEmptyAsync);
            return await ReadsAsync(server) == (1, 1);
        });
    }

    // A blocked client whose next command lies in its buffer (CLIENT LIST: flags, qbuf).
    private static async Task<(int Waiting, int Behind)> ReadsAsync(RedisServer server)
    {
        var blocked = await BlockedAsync(server);
        return (blocked.Count, blocked.Count(line => !line.Contains(" qbuf=0 ", StringComparison.Ordinal)));
    }

    private static async Task<IEnumerable<string>> BlockedClientsAsync(RedisServer server) =>
        (await BlockedAsync(server)).Select(line => line.Split(' ')[0]["id=".Length..]);

    private static async Task<List<string>> BlockedAsync(RedisServer server) =>
        [.. (await server.ExecuteAsync("CLIENT", "LIST")).Split('\n').Where(line => line.Contains(" flags=b ", StringComparison.Ordinal))];

    private static async Task<long> OwnedByOtherThanAsync(QueueBench bench, string consumer)
    {
        var all = await bench.Database.StreamConsumerInfoAsync(bench.Stream(Lane.Normal), StreamKeys.Group);
        return all.Where(one => one.Name != consumer).Sum(one => (long)one.PendingMessageCount);
    }
}
