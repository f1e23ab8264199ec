using System.Collections.Concurrent;
using System.Text.Json;
using MassTransit;

namespace Corporation.RedisStreams.Tests.Framework;

/// <summary>An operator keeps one process from reading a queue for a while.</summary>
public sealed class When_a_queue_is_paused(RedisFixture redis)
{
    private const string Queue = "orders";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_runs_is_finished_the_rest_waits_at_the_server_and_goes_on_afterwards()
    {
        var (begun, gate) = (new ConcurrentQueue<int>(), new TaskCompletionSource());
        await using var host = await BusHost.StartAsync(redis.Server, configure: (_, bus) => bus.ReceiveEndpoint(Queue, endpoint =>
        {
            (endpoint.PrefetchCount, endpoint.ConcurrentMessageLimit) = (10, 1);
            endpoint.Handler<Order>(context =>
            {
                begun.Enqueue(context.Message.Number);
                return gate.Task;
            });
        }));
        for (var number = 0; number < 5; number++)
            await host.SendAsync(Queue, new Order(number));
        await Eventually.True(async () => await host.Queues.GetDepthAsync(Queue, Token) is { InFlight: 5 });

        Assert.True(await host.Queues.PauseAsync(Queue));
        await Eventually.True(async () => await host.Queues.GetDepthAsync(Queue, Token) is { InFlight: 1, Held: 4 });
        gate.SetResult();
        await Eventually.True(async () => await host.Queues.GetDepthAsync(Queue, Token) is { Messages: 4, InFlight: 0 });
        await host.SendAsync(Queue, new Order(5));
        Assert.Equal([0], begun);
        Assert.Contains("\"IsPaused\":true", JsonSerializer.Serialize(host.Bus.GetProbeResult(Token)), StringComparison.OrdinalIgnoreCase);

        Assert.True(host.Queues.Resume(Queue));
        await Eventually.True(async () => await host.IsEmptyAsync(Queue));
        Assert.Equal([0, 1, 2, 3, 4, 5], begun);
        Assert.False(host.Queues.Resume(Queue));
    }

    [Fact]
    public async Task A_queue_that_this_bus_does_not_read_is_not_paused()
    {
        await using var host = await BusHost.StartAsync(redis.Server);

        Assert.False(await host.Queues.PauseAsync("others"));
        await Assert.ThrowsAsync<ArgumentException>(() => host.Queues.PauseAsync("no name"));
    }

    public sealed record Order(int Number);
}
