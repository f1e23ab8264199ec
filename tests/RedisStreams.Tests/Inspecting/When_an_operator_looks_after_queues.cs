using System.Collections.Concurrent;
using Corporation.RedisStreams.Tests.Framework;
using MassTransit;

namespace Corporation.RedisStreams.Tests.Inspecting;

/// <summary>What <see cref="IRedisStreamsQueues"/> does with the queues of a bus that runs.</summary>
public sealed class When_an_operator_looks_after_queues(RedisFixture redis)
{
    private readonly ConcurrentQueue<int> _handled = new();
    private volatile bool _isMended;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Failed_messages_are_sent_again_by_choice_and_number()
    {
        await using var host = await StartWithFailuresAsync(4);
        _isMended = true;
        var errors = await host.Queues.PeekAsync("orders_error", cancellationToken: Token);
        var chosen = errors.Skip(1).Select(error => error.MessageId).ToHashSet();

        var sent = await host.Queues.RequeueAsync(
            "orders_error", "orders", new RedisStreamsRequeueOptions { Filter = message => chosen.Contains(message.MessageId), Limit = 2 }, Token);

        Assert.Equal(2, sent);
        await Eventually.True(() => _handled.Count == 2);
        var rest = await host.Queues.PeekAsync("orders_error", cancellationToken: Token);
        Assert.Equal([errors[0].MessageId, errors[3].MessageId], rest.Select(message => message.MessageId));
    }

    [Fact]
    public async Task Failed_messages_are_looked_through_by_pages_and_removed_by_choice()
    {
        await using var host = await StartWithFailuresAsync(4);
        var first = await host.Queues.PeekAfterAsync("orders_error", 3, after: null, Token);
        var second = await host.Queues.PeekAfterAsync("orders_error", 3, first[^1], Token);
        Assert.Equal((3, 1), (first.Count, second.Count));

        Assert.Equal(1, await host.Queues.RemoveAsync("orders_error", message => message.MessageId == first[1].MessageId, cancellationToken: Token));
        Assert.Equal(0, await host.Queues.RemoveAsync("orders_error", message => message.MessageId == first[1].MessageId, cancellationToken: Token));
        Assert.Equal(2, await host.Queues.RemoveAsync("orders_error", _ => true, limit: 2, Token));

        var rest = await host.Queues.PeekAsync("orders_error", cancellationToken: Token);
        Assert.Equal([second[0].MessageId], rest.Select(message => message.MessageId));
        Assert.Equal(0, await host.Queues.RemoveAsync("no-such-queue_error", _ => true, cancellationToken: Token));
    }

    [Fact]
    public async Task Failed_messages_are_sent_again_later()
    {
        await using var host = await StartWithFailuresAsync(1);
        _isMended = true;
        var begun = TimeProvider.System.GetTimestamp();

        Assert.Equal(1, await host.Queues.RequeueAsync(
            "orders_error", "orders", new RedisStreamsRequeueOptions { Delay = TimeSpan.FromMilliseconds(700) }, Token));

        await Eventually.True(() => _handled.Count == 1);
        Assert.InRange(TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds, 680, double.MaxValue);
        await Eventually.True(() => host.IsEmptyAsync("orders_error"));
    }

    [Fact]
    public async Task A_queue_is_emptied_and_deleted_only_when_nobody_needs_it()
    {
        await using var host = await StartWithFailuresAsync(3);

        var used = await Assert.ThrowsAsync<RedisStreamsException>(() => host.Queues.DeleteQueueAsync("orders", cancellationToken: Token));
        var full = await Assert.ThrowsAsync<RedisStreamsException>(() => host.Queues.DeleteQueueAsync("orders_error", cancellationToken: Token));
        Assert.Contains("consumers", used.Message, StringComparison.Ordinal);
        Assert.Contains("messages", full.Message, StringComparison.Ordinal);
        Assert.Equal(3, await host.Queues.PurgeAsync("orders_error", Token));
        Assert.True(await host.Queues.DeleteQueueAsync("orders_error", cancellationToken: Token));
        Assert.False(await host.Queues.DeleteQueueAsync("orders_error", cancellationToken: Token));

        Assert.Equal(["orders"], (await host.Queues.ListQueuesAsync(Token)).Where(queue => queue.StartsWith("orders", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_subscription_that_nobody_wants_any_more_is_ended()
    {
        await using var host = await StartWithFailuresAsync(0);
        var topic = Assert.Single(await host.Queues.ListTopicsAsync(Token), topic => topic.EndsWith("-Order", StringComparison.Ordinal));

        Assert.True(await host.Queues.UnsubscribeAsync("orders", topic, Token));

        Assert.False(await host.Queues.UnsubscribeAsync("orders", topic, Token));
    }

    private async Task<BusHost> StartWithFailuresAsync(int count)
    {
        var host = await BusHost.StartAsync(redis.Server, configure: (_, bus) =>
        {
            bus.WaitWithoutPolling();
            bus.ReceiveEndpoint("orders", endpoint =>
            {
                endpoint.ConcurrentMessageLimit = 1;
                endpoint.Handler<Order>(context =>
                {
                    if (!_isMended)
                        throw new InvalidTimeZoneException("lost");
                    _handled.Enqueue(context.Message.Number);
                    return Task.CompletedTask;
                });
            });
        });
        for (var number = 0; number < count; number++)
            await host.SendAsync("orders", new Order(number));
        if (count > 0)
            await Eventually.True(async () => (await host.Queues.GetDepthAsync("orders_error", Token))?.Messages == count);
        return host;
    }

    public sealed record Order(int Number);
}
