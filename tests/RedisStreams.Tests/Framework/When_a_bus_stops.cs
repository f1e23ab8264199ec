using System.Collections.Concurrent;
using Corporation.RedisStreams.Tests.Serving;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.RedisStreams.Tests.Framework;

/// <summary>What a bus leaves behind, and what becomes of the consumers that run.</summary>
public sealed class When_a_bus_stops(RedisFixture redis)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_temporary_queue_stays_while_another_bus_reads_it_and_goes_with_the_last_one()
    {
        using var log = new LogLines();
        await using var watcher = await BusHost.StartAsync(redis.Server);
        await using var one = await OpenAsync(watcher.VirtualHost, log);
        await using var other = await OpenAsync(watcher.VirtualHost, log);
        await Eventually.True(async () => await watcher.Queues.GetDepthAsync("shared", Token) is { Consumers: 2 });

        await one.StopAsync();
        Assert.Contains("shared", await watcher.Queues.ListQueuesAsync(Token));
        await other.StopAsync();
        Assert.DoesNotContain("shared", await watcher.Queues.ListQueuesAsync(Token));

        Assert.Empty(log.Warnings);
    }

    [Fact]
    public async Task It_leaves_no_consumer_name_behind_however_often_it_starts()
    {
        await using var watcher = await BusHost.StartAsync(redis.Server);
        for (var round = 0; round < 5; round++)
        {
            await using var host = await BusHost.StartAsync(redis.Server, virtualHost: watcher.VirtualHost, configure: (_, bus) =>
                bus.ReceiveEndpoint("orders", endpoint => endpoint.Handler<Order>(_ => Task.CompletedTask)));
            await host.SendAsync("orders", new Order(round));
            await Eventually.True(() => host.IsEmptyAsync("orders"));
        }

        Assert.DoesNotContain("name", await redis.Server.ExecuteAsync("XINFO", "CONSUMERS", watcher.Key("q:orders"), "mt"), StringComparison.Ordinal);
        Assert.Equal("0", await redis.Server.ExecuteAsync("HLEN", watcher.Key("consumers:orders")));
    }

    [Fact]
    public async Task A_consumer_is_cancelled_when_its_time_is_over_and_the_message_comes_again()
    {
        var (deliveries, begun) = (new ConcurrentQueue<bool>(), new TaskCompletionSource());
        await using var watcher = await BusHost.StartAsync(redis.Server);
        await using var host = await BusHost.StartAsync(
            redis.Server,
            bus => bus.Configure<MassTransitHostOptions>(options => options.ConsumerStopTimeout = TimeSpan.FromMilliseconds(200)),
            (_, bus) => bus.ReceiveEndpoint("orders", endpoint => endpoint.Handler<Order>(context =>
            {
                deliveries.Enqueue(context.ReceiveContext.Redelivered);
                begun.TrySetResult();
                return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.CancellationToken);
            })),
            virtualHost: watcher.VirtualHost);
        await host.SendAsync("orders", new Order(1));
        await begun.Task.WaitAsync(Patience, Token);

        // Without that time it would wait until the host's own, which is 30 s.
        await host.StopAsync().WaitAsync(Patience, Token);

        await using var heir = await BusHost.StartAsync(redis.Server, virtualHost: watcher.VirtualHost, configure: (_, bus) =>
            bus.ReceiveEndpoint("orders", endpoint => endpoint.Handler<Order>(context =>
            {
                deliveries.Enqueue(context.ReceiveContext.Redelivered);
                return Task.CompletedTask;
            })));
        await Eventually.True(() => heir.IsEmptyAsync("orders"));
        Assert.Equal([false, true], deliveries);
        Assert.Null(await heir.Queues.GetDepthAsync("orders_error", Token));
    }

    private async Task<BusHost> OpenAsync(string virtualHost, LogLines log)
    {
        var host = await BusHost.StartAsync(
            redis.Server.Url, configure: (_, bus) => bus.OverrideDefaultBusEndpointQueueName("shared"), virtualHost: virtualHost, log: log);
        host.Bus.ConnectHandler<Order>(_ => Task.CompletedTask);
        return host;
    }

    public sealed record Order(int Number);
}
