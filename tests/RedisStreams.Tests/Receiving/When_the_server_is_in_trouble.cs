using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Corporation.LocalServers;
using Corporation.RedisStreams.Protocol;
using Corporation.RedisStreams.Receiving;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Tests.Receiving;

public sealed class When_the_server_is_in_trouble
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Losing_every_connection_loses_no_message_and_no_lease()
    {
        await using var server = await RedisServer.StartAsync(new RedisServerOptions(), Token);
        await using var bench = await QueueBench.OpenAsync(server.ConnectionString);
        var handled = new ConcurrentDictionary<EntryId, int>();
        var receiver = await bench.StartAsync(Counting(handled));
        await bench.SendAsync(2000);

        for (var i = 0; i < 3; i++)
        {
            await server.ExecuteAsync("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
            await server.ExecuteAsync("CLIENT", "KILL", "TYPE", "pubsub");
            await Eventually.True(async () => await TrySendAsync(bench));
        }

        await Eventually.True(() => IsEmptyAsync(bench));
        Assert.All(handled.Values, count => Assert.Equal(1, count));
        Assert.False(receiver.Receiver.Completion.IsCompleted);
        await receiver.StopAsync();
        Assert.DoesNotContain(receiver.Receiver.ConsumerName, await bench.ConsumersAsync());
    }

    [Fact]
    public async Task A_server_that_sleeps_for_a_while_costs_only_that_while()
    {
        await using var server = await RedisServer.StartAsync(new RedisServerOptions(), Token);
        await using var bench = await QueueBench.OpenAsync(server.ConnectionString);
        var handled = new ConcurrentDictionary<EntryId, int>();
        var receiver = await bench.StartAsync(Counting(handled));
        await bench.SendAsync(3000);

        await server.SuspendAsync();
        // By then the time is over, too, of all that the receiver had asked before.
        await Assert.ThrowsAnyAsync<TimeoutException>(() => receiver.Connection.Database.PingAsync());
        await server.ResumeAsync();

        await Eventually.True(() => IsEmptyAsync(bench));
        Assert.Equal(3000, handled.Count);
        Assert.All(handled.Values, count => Assert.Equal(1, count));
        Assert.False(receiver.Receiver.Completion.IsCompleted);
    }

    [Fact]
    public async Task A_message_that_is_to_be_moved_or_held_back_waits_for_the_server()
    {
        await using var server = await RedisServer.StartAsync(new RedisServerOptions { AppendOnly = true, AppendFsync = "always" }, Token);
        await using var bench = await QueueBench.OpenAsync(server.ConnectionString);
        using var begun = new CountdownEvent(2);
        var isDown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var outcomes = new ConcurrentQueue<bool>();
        await bench.StartAsync(async delivery =>
        {
            if (delivery.RedeliveryCount == 0)
                begun.Signal();
            await isDown.Task;
            outcomes.Enqueue(delivery.Lane == Lane.High ? await delivery.MoveAsync(QueueBench.ErrorQueue, "{}")
                : delivery.RedeliveryCount == 0 ? await delivery.DelayAsync(TimeSpan.FromMilliseconds(100), 1)
                : delivery.Complete());
        });
        await bench.SendAsync(1);
        await bench.SendAsync(1, Lane.High);
        await Eventually.True(() => Task.FromResult(begun.IsSet));

        await server.KillAsync();
        isDown.SetResult();
        await server.RestartAsync(Token);

        await Eventually.True(() => IsEmptyAsync(bench));
        Assert.Equal([true, true, true], outcomes);
        Assert.Equal(1, await bench.LengthAsync(QueueBench.ErrorQueue));
    }

    [Fact]
    public async Task After_a_restart_with_its_data_reading_goes_on()
    {
        await using var server = await RedisServer.StartAsync(new RedisServerOptions { AppendOnly = true, AppendFsync = "always" }, Token);
        await using var bench = await QueueBench.OpenAsync(server.ConnectionString);
        var handled = new ConcurrentDictionary<EntryId, int>();
        var receiver = await bench.StartAsync(Counting(handled), settings => settings with { LeaseDuration = TimeSpan.FromSeconds(5) });
        await bench.SendAsync(2000);

        await server.KillAsync();
        await server.RestartAsync(Token);

        await Eventually.True(() => IsEmptyAsync(bench));
        Assert.Equal(2000, handled.Count);
        Assert.False(receiver.Receiver.Completion.IsCompleted);
        await Eventually.True(async () => await TrySendAsync(bench));
        await Eventually.True(() => IsEmptyAsync(bench));
    }

    [Fact]
    public async Task After_a_restart_without_its_data_the_queue_is_declared_again()
    {
        await using var server = await RedisServer.StartAsync(new RedisServerOptions(), Token);
        await using var bench = await QueueBench.OpenAsync(server.ConnectionString);
        var handled = new ConcurrentDictionary<EntryId, int>();
        var receiver = await bench.StartAsync(Counting(handled));

        await server.KillAsync();
        await server.RestartAsync(Token);

        // Sent before anybody declares the queue: groups are made from the start, so this is not lost either.
        await Eventually.True(async () => await TrySendAsync(bench));
        await Eventually.True(() => Task.FromResult(handled.Count == 1));
        await Eventually.True(() => IsEmptyAsync(bench));
        Assert.True(await bench.Database.KeyExistsAsync(bench.Keys.Settings(bench.Queue)));
        await receiver.StopAsync();
        Assert.Empty(await bench.ConsumersAsync());
    }

    [Fact]
    public async Task An_outage_of_many_leases_is_waited_for_although_a_handler_runs_on()
    {
        await using var server = await RedisServer.StartAsync(new RedisServerOptions { AppendOnly = true, AppendFsync = "always" }, Token);
        await using var bench = await QueueBench.OpenAsync(server.ConnectionString);
        var (finish, others) = (new TaskCompletionSource(), 0);
        var receiver = await bench.StartAsync(
            async delivery =>
            {
                if (Encoding.UTF8.GetString(delivery.Body!) == "long0")
                    await finish.Task;
                else
                    Interlocked.Increment(ref others);
                delivery.Complete();
            },
            settings => settings with { LeaseDuration = TimeSpan.FromSeconds(1) });
        await bench.SendAsync(1, prefix: "long");
        await Eventually.True(() => !receiver.Begun.IsEmpty);

        await server.KillAsync();
        var watch = Stopwatch.StartNew();
        await Eventually.True(() => watch.Elapsed > TimeSpan.FromSeconds(4)); // Four leases.
        await server.RestartAsync(Token);
        await Eventually.True(async () => await TrySendAsync(bench));

        await Eventually.True(() => Volatile.Read(ref others) > 0);
        Assert.False(receiver.Receiver.Completion.IsCompleted);
        finish.SetResult();
        await Eventually.True(() => IsEmptyAsync(bench));
    }

    [Fact]
    public async Task FLUSHALL_takes_the_messages_but_not_the_endpoint()
    {
        await using var server = await RedisServer.StartAsync(new RedisServerOptions(), Token);
        await using var bench = await QueueBench.OpenAsync(server.ConnectionString);
        await bench.SendAsync(10);
        var begun = new ConcurrentQueue<Delivery>();
        var go = new TaskCompletionSource();
        var receiver = await bench.StartAsync(async delivery =>
        {
            begun.Enqueue(delivery);
            await go.Task;
            delivery.Complete();
        });
        await Eventually.True(() => Task.FromResult(begun.Count == 10));

        await bench.Database.ExecuteAsync("FLUSHALL");

        await Eventually.True(() => Task.FromResult(begun.Take(10).All(delivery => delivery.LeaseLost.IsCancellationRequested)));
        go.SetResult();
        await bench.SendAsync(100);
        await Eventually.True(() => Task.FromResult(begun.Count == 110));
        await Eventually.True(() => IsEmptyAsync(bench));
        Assert.Equal("test.0", receiver.Receiver.ConsumerName);
    }

    [Theory]
    [InlineData("SCRIPT", "FLUSH")]
    [InlineData("XGROUP", "DESTROY")]
    [InlineData("DEL", "stream")]
    [InlineData("DEL", "consumers")]
    public async Task What_somebody_removes_at_the_server_is_made_again(string command, string what)
    {
        await using var server = await RedisServer.StartAsync(new RedisServerOptions(), Token);
        await using var bench = await QueueBench.OpenAsync(server.ConnectionString);
        var handled = new ConcurrentDictionary<EntryId, int>();
        var receiver = await bench.StartAsync(Counting(handled));
        await bench.SendAsync(500);
        await Eventually.True(() => IsEmptyAsync(bench));

        await bench.Database.ExecuteAsync(command, what switch
        {
            "FLUSH" => [what],
            "DESTROY" => [what, bench.Stream(Lane.Normal), StreamKeys.Group],
            "consumers" => [bench.Keys.Consumers(bench.Queue)],
            _ => new object[] { bench.Stream(Lane.Normal) },
        });

        await bench.SendAsync(500);
        await Eventually.True(() => Task.FromResult(handled.Count == 1000));
        await Eventually.True(() => IsEmptyAsync(bench));
        Assert.All(handled.Values, count => Assert.Equal(1, count));
        Assert.False(receiver.Receiver.Completion.IsCompleted);
    }

    [Fact]
    public async Task Something_else_under_the_queues_key_ends_the_receiver_with_the_reason()
    {
        await using var server = await RedisServer.StartAsync(new RedisServerOptions(), Token);
        await using var bench = await QueueBench.OpenAsync(server.ConnectionString);
        var receiver = await bench.StartAsync(TestReceiver.CompleteAsync);

        await bench.Database.KeyDeleteAsync(bench.Stream(Lane.Normal));
        await bench.Database.StringSetAsync(bench.Stream(Lane.Normal), "not a stream");

        var failure = await Assert.ThrowsAsync<RedisStreamsException>(() => receiver.Receiver.Completion.WaitAsync(TimeSpan.FromSeconds(30), Token));
        Assert.Contains(bench.Stream(Lane.Normal), failure.Message, StringComparison.Ordinal);
        await receiver.StopAsync();
    }

    [Fact]
    public async Task Every_step_works_in_a_cluster()
    {
        await using var cluster = await RedisCluster.StartAsync(new RedisServerOptions(), Token);
        await using var bench = await QueueBench.OpenAsync(cluster.ConnectionString, partitions: 2);
        var redelivered = 0;
        await bench.SendAsync(300);
        await bench.SendAsync(100, Lane.High);
        await bench.SendAsync(100, Lane.Partition(1), key: "k");

        var receiver = await bench.StartAsync(async delivery =>
        {
            if (delivery.Lane == Lane.High)
                await delivery.MoveAsync(QueueBench.ErrorQueue, "{}");
            else if (delivery is { Lane.IsPartition: false, RedeliveryCount: 0 } && Interlocked.Increment(ref redelivered) <= 50)
                await delivery.DelayAsync(TimeSpan.FromMilliseconds(100), 1);
            else
                delivery.Complete();
        });

        await Eventually.True(() => IsEmptyAsync(bench));
        Assert.Equal(100, await bench.LengthAsync(QueueBench.ErrorQueue));
        Assert.Equal(550, receiver.Begun.Count);
        await receiver.StopAsync();
        Assert.Equal([StreamKeys.HoldingConsumer], await bench.ConsumersAsync());
    }

    private static Func<Delivery, Task> Counting(ConcurrentDictionary<EntryId, int> handled) => delivery =>
    {
        handled.AddOrUpdate(delivery.EntryId, 1, (_, count) => count + 1);
        return TestReceiver.CompleteAsync(delivery);
    };

    private static async Task<bool> TrySendAsync(QueueBench bench)
    {
        try
        {
            await bench.SendAsync(1, prefix: Guid.NewGuid().ToString());
            return true;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return false;
        }
    }

    private static async Task<bool> IsEmptyAsync(QueueBench bench)
    {
        try
        {
            return await bench.IsEmptyAsync();
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return false;
        }
    }
}
