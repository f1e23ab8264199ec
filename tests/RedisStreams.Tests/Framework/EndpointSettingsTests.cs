using System.Collections.Concurrent;
using System.Globalization;
using MassTransit;
using MassTransit.Middleware;

namespace Corporation.RedisStreams.Tests.Framework;

/// <summary>What an endpoint's settings do, on a bus as its users have it.</summary>
public sealed class EndpointSettingsTests(RedisFixture redis)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_that_was_delivered_too_often_lies_in_the_error_queue_and_is_not_dispatched()
    {
        var seen = new ConcurrentQueue<int>();
        await using var sender = await BusHost.StartAsync(redis.Server);
        await sender.SendAsync("orders", new Order(1));
        await sender.SendAsync("orders", new Order(2));
        var entry = await DeliverByHandAsync(sender, "orders");
        await redis.Server.ExecuteAsync("XCLAIM", sender.Key("q:orders"), "mt", "killed", "0", entry, "RETRYCOUNT", "3", "IDLE", "60000");

        await using var host = await StartAsync(sender.VirtualHost, seen, endpoint =>
        {
            endpoint.LeaseDuration = TimeSpan.FromSeconds(1);
            endpoint.MaxDeliveryCount = 3;
        });

        await Eventually.True(async () => await host.Queues.GetDepthAsync("orders_error", Token) is { Messages: 1 });
        await Eventually.True(() => seen.Count == 1);
        Assert.Equal([2], seen);
        var dead = Assert.Single(await host.Queues.PeekAsync("orders_error", cancellationToken: Token));
        Assert.Contains("\"MT-Reason\":\"max-delivery-count\"", dead.Headers, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_an_exceptions_long_text_the_error_queue_has_the_beginning_and_of_the_senders_headers_all()
    {
        const string rocket = "\U0001F680";
        var note = new string('n', 40_000);
        await using var host = await BusHost.StartAsync(redis.Server, configure: (_, bus) => bus.ReceiveEndpoint("orders", endpoint =>
        {
            // The framework cuts an exception's own texts; what is added to them is as long as its author made it.
            endpoint.ConfigureError(error =>
            {
                error.UseExecute(context => context.ExceptionHeaders.Set("Why", string.Concat("x", string.Concat(Enumerable.Repeat(rocket, 20_000)))));
                error.UseFilter(new ErrorTransportFilter());
            });
            endpoint.Handler<Order>(_ => throw new InvalidOperationException("no"));
        }));

        await host.SendAsync("orders", new Order(1), context => context.Headers.Set("Note", note));

        await Eventually.True(async () => await host.Queues.GetDepthAsync("orders_error", Token) is { Messages: 1 });
        var dead = Assert.Single(await host.Queues.PeekAsync("orders_error", cancellationToken: Token));
        using var headers = System.Text.Json.JsonDocument.Parse(dead.Headers!);
        Assert.Equal(note, headers.RootElement.GetProperty("Note").GetString());
        // 16,384 characters would end within a rocket.
        var told = headers.RootElement.GetProperty("Why").GetString()!;
        Assert.Equal(16_383 + 1, told.Length);
        Assert.EndsWith(rocket + "…", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_expired_message_is_dropped_or_lies_in_the_skipped_queue_when_that_is_asked_for(bool deadLetter)
    {
        var seen = new ConcurrentQueue<int>();
        await using var sender = await BusHost.StartAsync(redis.Server);
        await sender.SendAsync("orders", new Order(1), context => context.TimeToLive = TimeSpan.FromMilliseconds(1));
        await sender.SendAsync("orders", new Order(2), context => context.TimeToLive = TimeSpan.FromHours(1));
        await Eventually.True(async () => (await sender.Queues.GetDepthAsync("orders", Token))?.OldestAge > TimeSpan.FromMilliseconds(5));

        await using var host = await StartAsync(sender.VirtualHost, seen, endpoint => endpoint.DeadLetterExpiredMessages = deadLetter);

        await Eventually.True(() => host.IsEmptyAsync("orders"));
        Assert.Equal([2], seen);
        var skipped = await host.Queues.PeekAsync("orders_skipped", cancellationToken: Token);
        Assert.Equal(deadLetter ? 1 : 0, skipped.Count);
        Assert.All(skipped, message => Assert.Contains("\"MT-Reason\":\"expired\"", message.Headers, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Messages_of_one_partition_key_are_consumed_in_order_and_one_at_a_time_across_buses()
    {
        const int keys = 5;
        const int each = 30;
        var (seen, running, overlaps) = (new ConcurrentQueue<(int Bus, int Key, int Number)>(), new ConcurrentDictionary<int, int>(), 0);
        await using var one = await OpenAsync(1, null);
        await using var other = await OpenAsync(2, one.VirtualHost);

        for (var number = 0; number < each; number++)
        {
            for (var key = 0; key < keys; key++)
                await one.SendAsync("orders", new Order(number, key));
        }

        await Eventually.True(() => seen.Count == keys * each);
        Assert.Equal(0, overlaps);
        Assert.All(seen.GroupBy(order => order.Key), key => Assert.Equal(Enumerable.Range(0, each), key.Select(order => order.Number)));
        Assert.Equal(2, seen.Select(order => order.Bus).Distinct().Count());

        Task<BusHost> OpenAsync(int bus, string? virtualHost) => BusHost.StartAsync(redis.Server, virtualHost: virtualHost, configure: (_, configurator) =>
        {
            configurator.SendTopology.UsePartitionKeyFormatter<Order>(context => $"key-{context.Message.Key}");
            configurator.ReceiveEndpoint("orders", endpoint =>
            {
                endpoint.PartitionCount = 16;
                endpoint.Handler<Order>(async context =>
                {
                    if (running.AddOrUpdate(context.Message.Key, 1, (_, now) => now + 1) > 1)
                        Interlocked.Increment(ref overlaps);
                    await Task.Yield();
                    seen.Enqueue((bus, context.Message.Key, context.Message.Number));
                    running.AddOrUpdate(context.Message.Key, 0, (_, now) => now - 1);
                });
            });
        });
    }

    [Fact]
    public async Task An_exclusive_endpoint_refuses_a_second_one_until_it_stops()
    {
        var (first, second) = (new ConcurrentQueue<int>(), new ConcurrentQueue<int>());
        await using var one = await StartAsync(null, first, endpoint => endpoint.Exclusive = true);
        await using var other = await StartAsync(one.VirtualHost, second, endpoint => endpoint.Exclusive = true, waits: false);

        await Eventually.True(() => other.CheckHealth() is { Status: not BusHealthStatus.Healthy } health
            && health.Endpoints.Values.Any(endpoint => endpoint.Description?.Contains("alone", StringComparison.Ordinal) == true));
        await one.SendAsync("orders", new Order(1));
        await Eventually.True(() => first.Count == 1);

        await one.StopAsync();
        await Eventually.True(() => other.CheckHealth().Status == BusHealthStatus.Healthy);
        await other.SendAsync("orders", new Order(2));
        await Eventually.True(() => second.Count == 1);
        Assert.Equal([1], first);
        Assert.Equal([2], second);
    }

    [Fact]
    public async Task Of_several_buses_with_a_single_active_consumer_one_reads_and_another_takes_over()
    {
        var (first, second) = (new ConcurrentQueue<int>(), new ConcurrentQueue<int>());
        await using var one = await StartAsync(null, first, endpoint => endpoint.SingleActiveConsumer = true);
        await using var other = await StartAsync(one.VirtualHost, second, endpoint => endpoint.SingleActiveConsumer = true);
        for (var number = 0; number < 40; number++)
            await other.SendAsync("orders", new Order(number));
        await Eventually.True(() => first.Count == 40);
        Assert.Empty(second);
        Assert.Equal(BusHealthStatus.Healthy, other.CheckHealth().Status);

        await one.StopAsync();
        await other.SendAsync("orders", new Order(40));

        await Eventually.True(() => second.Count == 1);
    }

    [Fact]
    public async Task A_queue_that_is_deleted_on_idle_stays_while_it_is_read_and_goes_afterwards()
    {
        var seen = new ConcurrentQueue<int>();
        await using var watcher = await BusHost.StartAsync(redis.Server);
        await using var host = await StartAsync(watcher.VirtualHost, seen, endpoint => endpoint.AutoDeleteOnIdle = TimeSpan.FromSeconds(3));

        // Nothing is sent, but an idle consumer is a consumer: the server is told again and again to keep the queue for longer. One that
        // was gone in between and declared anew would have lost the mark.
        await redis.Server.ExecuteAsync("HSET", host.Key("settings:orders"), "mark", "1");
        var (prolonged, left) = (0, long.MaxValue);
        await Eventually.True(async () =>
        {
            var before = left;
            left = long.Parse(await redis.Server.ExecuteAsync("PTTL", host.Key("settings:orders")), CultureInfo.InvariantCulture);
            return left > before && ++prolonged == 2;
        });
        Assert.Equal("1", await redis.Server.ExecuteAsync("HEXISTS", host.Key("settings:orders"), "mark"));
        await watcher.SendAsync("orders", new Order(1));
        await Eventually.True(() => seen.Count == 1);

        await host.StopAsync();
        await Eventually.True(async () => !(await watcher.Queues.ListQueuesAsync(Token)).Contains("orders"));
        await Eventually.True(async () => !(await redis.Server.ExecuteAsync("KEYS", watcher.Key("*"))).Contains(":orders", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_full_queue_refuses_and_says_so()
    {
        var gate = new TaskCompletionSource();
        await using var host = await StartHeldAsync(gate, RedisStreamsOverflow.Reject);
        await host.SendAsync("orders", new Order(1));
        await host.SendAsync("orders", new Order(2));

        var failure = await Assert.ThrowsAsync<RedisStreamsException>(() => host.SendAsync("orders", new Order(3)));
        var published = await Assert.ThrowsAsync<RedisStreamsException>(() => host.Bus.Publish(new Order(4), Token));

        Assert.Contains("is full", failure.Message, StringComparison.Ordinal);
        Assert.Equal(("orders", "orders"), (failure.Entity, published.Entity));
        gate.SetResult();
    }

    [Fact]
    public async Task A_full_queue_that_blocks_lets_its_sender_wait_for_room()
    {
        var gate = new TaskCompletionSource();
        await using var host = await StartHeldAsync(gate, RedisStreamsOverflow.Block);
        await host.SendAsync("orders", new Order(1));
        await host.SendAsync("orders", new Order(2));

        var third = host.SendAsync("orders", new Order(3));
        await Assert.ThrowsAsync<TimeoutException>(() => third.WaitAsync(TimeSpan.FromMilliseconds(300), Token));
        gate.SetResult();

        await third.WaitAsync(TimeSpan.FromSeconds(30), Token);
        await Eventually.True(() => host.IsEmptyAsync("orders"));
    }

    [Fact]
    public async Task A_stop_gives_back_at_once_what_was_only_fetched()
    {
        var (gate, inside, given) = (new TaskCompletionSource(), new TaskCompletionSource(), new ConcurrentQueue<int>());
        await using var one = await BusHost.StartAsync(redis.Server, configure: (_, bus) => bus.ReceiveEndpoint("orders", endpoint =>
        {
            endpoint.LeaseDuration = TimeSpan.FromHours(1); // So that waiting for its end is no way.
            (endpoint.PrefetchCount, endpoint.ConcurrentMessageLimit) = (20, 1);
            endpoint.Handler<Order>(_ =>
            {
                inside.TrySetResult();
                return gate.Task;
            });
        }));
        for (var number = 0; number < 20; number++)
            await one.SendAsync("orders", new Order(number));
        await inside.Task;
        await Eventually.True(async () => await one.Queues.GetDepthAsync("orders", Token) is { InFlight: 20 });
        await using var other = await StartAsync(one.VirtualHost, given, _ => { });

        var stopping = one.StopAsync();
        await Eventually.True(() => given.Count == 19);
        Assert.False(stopping.IsCompleted); // It waits for the one that runs.
        gate.SetResult();
        await stopping;

        await Eventually.True(() => other.IsEmptyAsync("orders"));
        Assert.Equal(Enumerable.Range(1, 19), given.Order());
    }

    [Fact]
    public async Task A_redelivery_is_the_same_entry_with_its_body_neither_sent_nor_stored_again()
    {
        await using var host = await BusHost.StartAsync(redis.Server, configure: (_, bus) => bus.ReceiveEndpoint("orders", endpoint =>
        {
            endpoint.UseDelayedRedelivery(redelivery => redelivery.Interval(1, TimeSpan.FromHours(1)));
            endpoint.Handler<Order>(_ => throw new InvalidTimeZoneException("later"));
        }));

        await host.SendAsync("orders", new Order(1));

        await Eventually.True(async () => await host.Queues.GetDepthAsync("orders", Token) is { Held: 1 });
        Assert.Equal("1", await redis.Server.ExecuteAsync("XLEN", host.Key("q:orders")));
        var info = (await redis.Server.ExecuteAsync("XINFO", "STREAM", host.Key("q:orders"))).Split('\n', StringSplitOptions.TrimEntries);
        var entry = (await redis.Server.ExecuteAsync("XRANGE", host.Key("q:orders"), "-", "+")).Split('\n')[0].Trim();
        Assert.Equal(entry, info[Array.IndexOf(info, "last-generated-id") + 1]);
        Assert.Equal("0", await redis.Server.ExecuteAsync("EXISTS", host.Key("scheduled")));
    }

    private async Task<string> DeliverByHandAsync(BusHost host, string queue)
    {
        var read = await redis.Server.ExecuteAsync("XREADGROUP", "GROUP", "mt", "killed", "COUNT", "1", "STREAMS", host.Key("q:" + queue), ">");
        return read.Split('\n')[1].Trim();
    }

    private Task<BusHost> StartHeldAsync(TaskCompletionSource gate, RedisStreamsOverflow overflow) =>
        BusHost.StartAsync(redis.Server, configure: (_, bus) => bus.ReceiveEndpoint("orders", endpoint =>
        {
            endpoint.MaxLength = 2;
            endpoint.Overflow = overflow;
            endpoint.Handler<Order>(_ => gate.Task);
        }));

    private Task<BusHost> StartAsync(
        string? virtualHost, ConcurrentQueue<int> seen, Action<IRedisStreamsReceiveEndpointConfigurator> settings, bool waits = true) =>
        BusHost.StartAsync(
            redis.Server.Url,
            virtualHost: virtualHost,
            waits: waits,
            configure: (_, bus) => bus.ReceiveEndpoint("orders", endpoint =>
            {
                settings(endpoint);
                endpoint.Handler<Order>(context =>
                {
                    seen.Enqueue(context.Message.Number);
                    return Task.CompletedTask;
                });
            }));

    public sealed record Order(int Number, int Key = 0);
}
