using System.Collections.Concurrent;
using MassTransit;

namespace Corporation.RedisStreams.Tests.Framework;

/// <summary>Consumers that are connected to a running bus, and disconnected.</summary>
public sealed class When_consumers_come_and_go(RedisFixture redis)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_consumer_that_is_connected_to_the_bus_gets_what_is_sent_to_it_until_it_is_disconnected()
    {
        var (seen, others) = (new ConcurrentQueue<int>(), new ConcurrentQueue<int>());
        await using var host = await BusHost.StartAsync(redis.Server);
        var endpoint = await host.Bus.GetSendEndpoint(host.Bus.Address);
        using var other = host.Bus.ConnectConsumer(() => new OtherConsumer(others));

        using (host.Bus.ConnectConsumer(() => new OrderConsumer(seen)))
        {
            await endpoint.Send(new Order(1), Token);
            await Eventually.True(() => seen.Count == 1);
        }

        await endpoint.Send(new Order(2), Token);
        await endpoint.Send(new Other(3), Token);
        await Eventually.True(() => others.Count == 1);
        Assert.Equal([1], seen);
    }

    [Fact]
    public async Task A_consumer_can_be_connected_to_an_endpoint_that_reads_and_what_comes_without_it_is_skipped()
    {
        var (seen, others) = (new ConcurrentQueue<int>(), new ConcurrentQueue<int>());
        await using var host = await BusHost.StartAsync(redis.Server);
        var handle = host.Bus.ConnectReceiveEndpoint("orders", configurator => configurator.Consumer(() => new OtherConsumer(others)));
        var endpoint = (await handle.Ready).ReceiveEndpoint;

        using (endpoint.ConnectConsumer(() => new OrderConsumer(seen)))
        {
            await host.SendAsync("orders", new Order(1));
            await Eventually.True(() => seen.Count == 1);
        }

        await host.SendAsync("orders", new Order(2));
        await Eventually.True(async () => await host.Queues.GetDepthAsync("orders_skipped", Token) is { Messages: 1 });
        await host.SendAsync("orders", new Other(3));
        await Eventually.True(() => others.Count == 1);
        Assert.Equal([1], seen);
    }

    public sealed record Order(int Number);

    public sealed record Other(int Number);

    private sealed class OrderConsumer(ConcurrentQueue<int> seen) : IConsumer<Order>
    {
        public Task Consume(ConsumeContext<Order> context)
        {
            seen.Enqueue(context.Message.Number);
            return Task.CompletedTask;
        }
    }

    private sealed class OtherConsumer(ConcurrentQueue<int> seen) : IConsumer<Other>
    {
        public Task Consume(ConsumeContext<Other> context)
        {
            seen.Enqueue(context.Message.Number);
            return Task.CompletedTask;
        }
    }
}
