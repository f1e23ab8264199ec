using System.Collections.Concurrent;
using Corporation.LocalServers;
using Corporation.RedisStreams.Tests.Serving;
using MassTransit;

namespace Corporation.RedisStreams.Tests.Framework;

/// <summary>
/// A server whose memory is full takes no messages. What is there must be worked off all the same, in every mode of reading and also by
/// consumers that start meanwhile, or it would stay full for ever.
/// </summary>
public sealed class When_the_server_is_full
{
    private const int Count = 20;

    public static TheoryData<string> Modes => ["plain", "exclusive", "single active consumer", "partitions", "expires"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Consumers_that_start_meanwhile_empty_the_queue(string mode)
    {
        var seen = new ConcurrentQueue<int>();
        await using var server = await RedisServer.StartAsync(new RedisServerOptions(), Token);
        string virtualHost;
        // Declares the queue, and leaves: what waits is read by those that come.
        await using (var before = await StartAsync(server.Url, mode, seen))
        {
            virtualHost = before.VirtualHost;
            await Eventually.True(() => before.Queues.PauseAsync("orders")); // What is sent now waits for others.
            for (var number = 0; number < Count; number++)
                await before.SendAsync("orders", new Order(number));
        }

        await server.ExecuteAsync("CONFIG", "SET", "maxmemory", "1");
        await using var host = await StartAsync(server.Url, mode, seen, virtualHost: virtualHost);

        await Eventually.True(() => seen.Distinct().Count() == Count);
        await Eventually.True(() => host.IsEmptyAsync("orders"));
        await RefusesAsync(host);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_consumer_keeps_what_it_alone_may_read_and_reads_on(string mode)
    {
        var (seen, gate) = (new ConcurrentQueue<int>(), new TaskCompletionSource());
        await using var server = await RedisServer.StartAsync(new RedisServerOptions(), Token);
        await using var host = await StartAsync(server.Url, mode, seen, async number =>
        {
            if (number == 0)
                await gate.Task;
        });
        using var opening = new Opening(gate);
        for (var number = 0; number < Count; number++)
            await host.SendAsync("orders", new Order(number));
        await Eventually.True(() => seen.Contains(0));

        await server.ExecuteAsync("CONFIG", "SET", "maxmemory", "1");
        // Longer than leases and ownership (1 s) last: they were renewed without memory.
        var start = await ClockAsync(server);
        await Eventually.True(async () => await ClockAsync(server) > start + 3_500);
        gate.SetResult();

        await Eventually.True(() => host.IsEmptyAsync("orders"));
        Assert.Equal(Enumerable.Range(0, Count), seen.Order());
        await RefusesAsync(host);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task What_a_dead_consumer_left_is_taken_over(string mode)
    {
        var (seen, never) = (new ConcurrentQueue<int>(), new TaskCompletionSource());
        await using var server = await RedisServer.StartAsync(new RedisServerOptions(), Token);
        var address = new MovingAddress(server.Port);
        await using var dead = await StartAsync(new UriBuilder(server.Url) { Port = address.Port }.Uri, mode, [], _ => never.Task);
        using var opening = new Opening(never);
        for (var number = 0; number < Count; number++)
            await dead.SendAsync("orders", new Order(number));
        await Eventually.True(async () => await dead.Queues.GetDepthAsync("orders", Token) is { InFlight: > 0 });

        await server.ExecuteAsync("CONFIG", "SET", "maxmemory", "1");
        await address.DisposeAsync();
        await using var host = await StartAsync(server.Url, mode, seen, virtualHost: dead.VirtualHost);

        await Eventually.True(() => host.IsEmptyAsync("orders"));
        Assert.Equal(Enumerable.Range(0, Count), seen.Order());
    }

    [Fact]
    public async Task A_message_that_fails_is_moved_to_the_error_queue_and_one_to_be_delivered_later_waits()
    {
        var seen = new ConcurrentQueue<int>();
        await using var server = await RedisServer.StartAsync(new RedisServerOptions(), Token);
        await using var host = await BusHost.StartAsync(server, configure: (_, bus) => bus.ReceiveEndpoint("orders", endpoint =>
        {
            endpoint.UseDelayedRedelivery(redelivery => redelivery.Interval(1, TimeSpan.FromMilliseconds(100)));
            endpoint.Handler<Order>(async context =>
            {
                if (context.GetRedeliveryCount() == 0)
                    await server.ExecuteAsync("CONFIG", "SET", "maxmemory", "1");
                seen.Enqueue(context.GetRedeliveryCount());
                throw new InvalidOperationException("no");
            });
        }));

        await host.SendAsync("orders", new Order(1));

        await Eventually.True(async () => await host.Queues.GetDepthAsync("orders_error", Token) is { Messages: 1 });
        Assert.True(await host.IsEmptyAsync("orders"));
        Assert.Equal([0, 1], seen);
        await RefusesAsync(host);
    }

    // An endpoint that can't start must be a failed assertion and not a start that never ends.
    private static Task<BusHost> StartAsync(
        Uri server, string mode, ConcurrentQueue<int> seen, Func<int, Task>? handle = null, string? virtualHost = null) =>
        BusHost.StartAsync(server, virtualHost: virtualHost, waits: false, configure: (_, bus) =>
        {
            bus.SendTopology.UsePartitionKeyFormatter<Order>(context => context.Message.Key);
            bus.ReceiveEndpoint("orders", endpoint =>
            {
                endpoint.LeaseDuration = TimeSpan.FromSeconds(1);
                endpoint.Exclusive = mode == "exclusive";
                endpoint.SingleActiveConsumer = mode == "single active consumer";
                endpoint.PartitionCount = mode == "partitions" ? 4 : null;
                endpoint.AutoDeleteOnIdle = mode == "expires" ? TimeSpan.FromSeconds(3) : null;
                endpoint.Handler<Order>(context =>
                {
                    seen.Enqueue(context.Message.Number);
                    return handle?.Invoke(context.Message.Number) ?? Task.CompletedTask;
                });
            });
        });

    private static async Task RefusesAsync(BusHost host)
    {
        var failure = await Assert.ThrowsAnyAsync<RedisStreamsException>(() => host.SendAsync("orders", new Order(Count)));
        Assert.Contains("OOM", failure.Message, StringComparison.Ordinal);
    }

    // Milliseconds of the clock that leases go by.
    private static async Task<long> ClockAsync(RedisServer server)
    {
        var time = (await server.ExecuteAsync("TIME")).Split('\n');
        return long.Parse(time[0], System.Globalization.CultureInfo.InvariantCulture) * 1000
            + long.Parse(time[1], System.Globalization.CultureInfo.InvariantCulture) / 1000;
    }

    // A bus waits for its handlers when it stops, also after a failed assertion.
    private sealed class Opening(TaskCompletionSource gate) : IDisposable
    {
        public void Dispose() => gate.TrySetResult();
    }

    public sealed record Order(int Number)
    {
        public string Key => $"key-{Number % 4}";
    }
}
