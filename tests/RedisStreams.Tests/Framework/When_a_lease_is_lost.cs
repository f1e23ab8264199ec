using System.Collections.Concurrent;
using MassTransit;

namespace Corporation.RedisStreams.Tests.Framework;

/// <summary>A consumer that lost its message to another one is told, and whatever it does then changes nothing.</summary>
public sealed class When_a_lease_is_lost(RedisFixture redis)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_consume_contexts_token_is_cancelled_and_nothing_is_settled(bool fails)
    {
        var deliveries = new ConcurrentQueue<bool>();
        var (begun, ended) = (NewSignal(), NewSignal());
        await using var host = await BusHost.StartAsync(redis.Server, configure: (_, bus) => bus.ReceiveEndpoint("orders", endpoint =>
        {
            endpoint.LeaseDuration = TimeSpan.FromSeconds(3);
            endpoint.Handler<Order>(async context =>
            {
                deliveries.Enqueue(context.ReceiveContext.Redelivered);
                if (context.ReceiveContext.Redelivered)
                    return;

                begun.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.CancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                ended.TrySetResult();
                if (fails)
                    throw new InvalidTimeZoneException("too late");
            });
        }));
        await host.SendAsync("orders", new Order(1));
        await begun.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);

        var entry = (await redis.Server.ExecuteAsync("XPENDING", host.Key("q:orders"), "mt", "-", "+", "1")).Split('\n')[0].Trim();
        await redis.Server.ExecuteAsync("XCLAIM", host.Key("q:orders"), "mt", "thief", "0", entry, "JUSTID");

        // Within a third of the lease, although the handler itself looks at nothing but its token.
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(2.5), TestContext.Current.CancellationToken);

        // The thief does nothing, so the message comes again when its lease ends: neither the end nor the failure of the first handler settled it.
        await Eventually.True(() => deliveries.Count == 2);
        Assert.Equal([false, true], deliveries);
        await Eventually.True(() => host.IsEmptyAsync("orders"));
        Assert.Null(await host.Queues.GetDepthAsync("orders_error", TestContext.Current.CancellationToken));
    }

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    public sealed record Order(int Number);
}
