using Corporation.LocalServers;
using Corporation.RedisStreams.Protocol;
using Corporation.RedisStreams.Receiving;
using Corporation.RedisStreams.Tests.Serving;

namespace Corporation.RedisStreams.Tests.Receiving;

public sealed class When_a_receiver_stops(RedisFixture redis)
{
    [Fact]
    public async Task What_it_had_only_fetched_goes_to_another_at_once()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        await bench.SendAsync(50);
        var finish = new TaskCompletionSource();
        var first = await bench.StartAsync(
            async delivery =>
            {
                await finish.Task;
                delivery.Complete();
            },
            settings => settings with { ConcurrentMessageLimit = 2 });
        await Eventually.True(async () => await bench.PendingAsync() == 50);
        var counts = new List<int>();
        var second = await bench.StartAsync(delivery =>
        {
            lock (counts)
                counts.Add(delivery.DeliveryCount);
            return TestReceiver.CompleteAsync(delivery);
        });

        var stopping = first.StopAsync();
        await Eventually.True(async () => await bench.LengthAsync() == 2); // Within far less than a lease.
        Assert.False(stopping.IsCompleted);
        finish.SetResult();
        await stopping;

        await Eventually.True(bench.IsEmptyAsync);
        Assert.Equal((2, 48), (first.Begun.Count, second.Begun.Count));
        Assert.All(counts, count => Assert.Equal(1, count));
        Assert.Equal([second.Receiver.ConsumerName, StreamKeys.HoldingConsumer], await bench.ConsumersAsync());
    }

    [Fact]
    public async Task While_the_server_is_away_what_nobody_began_with_is_left_to_others()
    {
        await using var server = await RedisServer.StartAsync(new RedisServerOptions { AppendOnly = true, AppendFsync = "always" }, TestContext.Current.CancellationToken);
        await using var bench = await QueueBench.OpenAsync(server.ConnectionString);
        ReceiverSettings WithShortLease(ReceiverSettings settings) => settings with { LeaseDuration = TimeSpan.FromSeconds(1), ConcurrentMessageLimit = 1 };
        var finish = new TaskCompletionSource();
        var first = await bench.StartAsync(
            async delivery =>
            {
                await finish.Task;
                delivery.Complete();
            },
            WithShortLease);
        await bench.SendAsync(10);
        await Eventually.True(() => first.Receiver.InFlightCount == 10);

        await server.KillAsync();
        await Eventually.True(() => !first.Connection.IsConnected);
        var stopping = first.StopAsync();
        await Eventually.True(() => first.Receiver.InFlightCount == 1);
        await server.RestartAsync(TestContext.Current.CancellationToken);
        var second = await bench.StartAsync(TestReceiver.CompleteAsync, WithShortLease);

        await Eventually.True(() => second.Begun.Count == 9);
        Assert.False(stopping.IsCompleted);
        finish.SetResult();
        await stopping;
        await Eventually.True(bench.IsEmptyAsync);
    }

    [Fact]
    public async Task It_does_not_wait_until_a_read_ends()
    {
        await using var bench = await QueueBench.OpenAsync(redis, longestWait: WithoutPolling.Wait);
        var receiver = await bench.StartAsync(TestReceiver.CompleteAsync);
        await bench.SendAsync(1);
        await Eventually.True(bench.IsEmptyAsync);
        await bench.UntilReadWaitsAsync(redis.Server);

        await receiver.StopAsync().WaitAsync(WithoutPolling.Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task In_a_cluster_it_ends_the_read_at_the_node_where_it_waits()
    {
        await using var cluster = await RedisCluster.StartAsync(new RedisServerOptions(), TestContext.Current.CancellationToken);
        foreach (var node in cluster.Nodes)
        {
            await using var bench = await QueueBench.OpenAsync(
                cluster.ConnectionString, longestWait: WithoutPolling.Wait, virtualHost: await cluster.FindVirtualHostAsync(node));
            var receiver = await bench.StartAsync(TestReceiver.CompleteAsync);
            await bench.SendAsync(1);
            await Eventually.True(bench.IsEmptyAsync);
            await bench.UntilReadWaitsAsync(node);

            await receiver.StopAsync().WaitAsync(WithoutPolling.Patience, TestContext.Current.CancellationToken);

            Assert.Empty(await bench.ConsumersAsync());
        }
    }

    [Fact]
    public async Task It_leaves_nothing_of_itself()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        var receiver = await bench.StartAsync(TestReceiver.CompleteAsync);
        await bench.SendAsync(1);
        await Eventually.True(bench.IsEmptyAsync);

        await receiver.StopAsync();

        Assert.Empty(await bench.ConsumersAsync());
        Assert.False(await bench.Database.KeyExistsAsync(bench.Keys.Consumers(bench.Queue)));
        Assert.True(receiver.Receiver.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Handlers_that_do_not_end_in_time_are_abandoned_and_their_messages_stay()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        await bench.SendAsync(3);
        var receiver = await bench.StartAsync(TestReceiver.NeverAsync, settings => settings with { LeaseDuration = WithoutPolling.Wait });
        await Eventually.True(() => Task.FromResult(receiver.Begun.Count == 3));

        await receiver.Receiver.StopAsync(new CancellationToken(canceled: true));

        Assert.Equal((3, 3), (await bench.LengthAsync(), await bench.PendingAsync()));
        Assert.Contains(receiver.Receiver.ConsumerName, await bench.ConsumersAsync());
        await bench.LetLeasesEndAsync(receiver.Receiver.ConsumerName);
        var heir = await bench.StartAsync(TestReceiver.CompleteAsync, settings => settings with { LeaseDuration = WithoutPolling.Wait });
        await Eventually.True(bench.IsEmptyAsync);
        Assert.Equal(3, heir.Begun.Count);
    }

    [Fact]
    public async Task Whatever_is_stopped_and_started_meanwhile_each_message_is_handled()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        var handled = new System.Collections.Concurrent.ConcurrentDictionary<EntryId, int>();
        var sending = bench.SendAsync(4000);

        for (var i = 0; i < 10; i++)
        {
            var two = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => bench.StartAsync(delivery =>
            {
                handled.AddOrUpdate(delivery.EntryId, 1, (_, count) => count + 1);
                return TestReceiver.CompleteAsync(delivery);
            })));
            await Task.WhenAll(two.Select(receiver => receiver.StopAsync()));
        }

        await sending;
        await bench.StartAsync(delivery =>
        {
            handled.AddOrUpdate(delivery.EntryId, 1, (_, count) => count + 1);
            return TestReceiver.CompleteAsync(delivery);
        });
        await Eventually.True(bench.IsEmptyAsync);
        Assert.Equal(4000, handled.Count);
        Assert.All(handled.Values, count => Assert.Equal(1, count));
    }

    [Fact]
    public async Task Stopping_twice_or_before_the_start_does_no_harm()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        var never = await bench.ReceiverAsync(TestReceiver.CompleteAsync);
        await never.StopAsync();

        var receiver = await bench.StartAsync(TestReceiver.CompleteAsync);
        await Task.WhenAll(receiver.StopAsync(), receiver.StopAsync());
        await receiver.StopAsync();

        Assert.Empty(await bench.ConsumersAsync());
    }
}
