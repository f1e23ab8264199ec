using System.Collections.Concurrent;
using Corporation.LocalServers;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.RedisStreams.Tests.Framework;

/// <summary>What a bus does, whatever server it is at.</summary>
public abstract class BusPromises
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Where its clients may be.</summary>
    private protected abstract IReadOnlyList<RedisServer> Servers { get; }

    private protected abstract Task<BusHost> StartAsync(
        Action<IBusRegistrationConfigurator>? register = null, Action<IBusRegistrationContext, IRedisStreamsBusFactoryConfigurator>? configure = null);

    [Fact]
    public async Task A_message_that_is_sent_arrives_and_leaves_nothing_behind()
    {
        var seen = new ConcurrentQueue<Placed>();
        await using var host = await StartAsync(configure: (_, bus) => bus.ReceiveEndpoint("orders", endpoint =>
            endpoint.Handler<Placed>(context => { seen.Enqueue(context.Message); return Task.CompletedTask; })));

        var endpoint = await host.Bus.GetSendEndpoint(new Uri("queue:orders"));
        await endpoint.Send(new Placed(1), Token);

        await Eventually.True(() => seen.Count == 1);
        await Eventually.True(async () => (await host.Queues.GetDepthAsync("orders", Token))?.Messages == 0);
    }

    [Fact]
    public async Task A_publish_reaches_each_subscriber_of_any_of_its_types_once()
    {
        var (byType, byInterface) = (new ConcurrentQueue<Guid?>(), new ConcurrentQueue<Guid?>());
        await using var host = await StartAsync(configure: (_, bus) =>
        {
            bus.ReceiveEndpoint("both", endpoint =>
            {
                endpoint.Handler<Placed>(context => { byType.Enqueue(context.MessageId); return Task.CompletedTask; });
                endpoint.Handler<IOrderEvent>(_ => Task.CompletedTask);
            });
            bus.ReceiveEndpoint("interface", endpoint =>
                endpoint.Handler<IOrderEvent>(context => { byInterface.Enqueue(context.MessageId); return Task.CompletedTask; }));
        });

        await host.Bus.Publish(new Placed(1), Token);
        await host.Bus.Publish(new Placed(2), Token);

        await Eventually.True(() => byType.Count == 2 && byInterface.Count == 2);
        await Eventually.True(async () => (await host.Queues.GetDepthAsync("both", Token))?.Messages == 0);
        Assert.Equal(2, byType.Count);
    }

    [Fact]
    public async Task A_request_is_answered_through_the_queue_of_the_bus()
    {
        await using var host = await StartAsync(
            bus => bus.AddRequestClient<Placed>(new Uri("queue:orders")),
            (_, bus) => bus.ReceiveEndpoint("orders", endpoint => endpoint.Handler<Placed>(context => context.RespondAsync(new Accepted(context.Message.Number)))));

        await using var scope = host.Services.CreateAsyncScope();
        var answer = await scope.ServiceProvider.GetRequiredService<IRequestClient<Placed>>().GetResponse<Accepted>(new Placed(7), Token);

        Assert.Equal(7, answer.Message.Number);
    }

    [Fact]
    public async Task A_message_that_keeps_failing_ends_in_the_error_queue_and_can_be_sent_again_from_there()
    {
        var (tries, fails) = (0, true);
        await using var host = await StartAsync(configure: (_, bus) => bus.ReceiveEndpoint("orders", endpoint =>
        {
            endpoint.UseMessageRetry(retry => retry.Immediate(2));
            endpoint.Handler<Placed>(_ => Interlocked.Increment(ref tries) > 0 && fails ? throw new InvalidTimeZoneException("lost") : Task.CompletedTask);
        }));

        var send = await host.Bus.GetSendEndpoint(new Uri("queue:orders"));
        await send.Send(new Placed(1), Token);

        await Eventually.True(async () => (await host.Queues.GetDepthAsync("orders_error", Token))?.Messages == 1);
        var dead = Assert.Single(await host.Queues.PeekAsync("orders_error", cancellationToken: Token));
        Assert.Contains("InvalidTimeZoneException", dead.Headers, StringComparison.Ordinal);
        Assert.Equal(3, tries);

        fails = false;
        Assert.Equal(1, await host.Queues.RequeueAsync("orders_error", "orders", cancellationToken: Token));
        await Eventually.True(() => tries == 4);
        await Eventually.True(async () => (await host.Queues.GetDepthAsync("orders", Token))?.Messages == 0);
    }

    [Fact]
    public async Task A_delayed_redelivery_keeps_the_message_in_its_queue_and_counts()
    {
        var counts = new ConcurrentQueue<int>();
        await using var host = await StartAsync(configure: (_, bus) => bus.ReceiveEndpoint("orders", endpoint =>
        {
            endpoint.UseDelayedRedelivery(redelivery => redelivery.Intervals(50, 100));
            endpoint.Handler<Placed>(context =>
            {
                counts.Enqueue(context.GetRedeliveryCount());
                return context.GetRedeliveryCount() < 2 ? throw new InvalidTimeZoneException() : Task.CompletedTask;
            });
        }));

        var send = await host.Bus.GetSendEndpoint(new Uri("queue:orders"));
        await send.Send(new Placed(1), Token);

        await Eventually.True(() => counts.Count == 3);
        Assert.Equal([0, 1, 2], counts);
        await Eventually.True(async () => (await host.Queues.GetDepthAsync("orders", Token))?.Messages == 0);
    }

    [Fact]
    public async Task A_scheduled_message_comes_at_its_time_and_one_that_was_taken_back_never()
    {
        var seen = new ConcurrentQueue<int>();
        await using var host = await StartAsync(configure: (_, bus) => bus.ReceiveEndpoint("orders", endpoint =>
            endpoint.Handler<Placed>(context => { seen.Enqueue(context.Message.Number); return Task.CompletedTask; })));

        await using var scope = host.Services.CreateAsyncScope();
        var scheduler = scope.ServiceProvider.GetRequiredService<IMessageScheduler>();
        var taken = await scheduler.ScheduleSend(new Uri("queue:orders"), TimeSpan.FromSeconds(0.4), new Placed(1), Token);
        await scheduler.ScheduleSend(new Uri("queue:orders"), TimeSpan.FromSeconds(0.6), new Placed(2), Token);
        await scheduler.CancelScheduledSend(new Uri("queue:orders"), taken.TokenId, Token);

        await Eventually.True(() => seen.Count == 1);
        Assert.Equal([2], seen);
    }

    [Fact]
    public async Task It_stops_at_once_although_its_readers_wait()
    {
        await using var host = await StartAsync(configure: (_, bus) =>
        {
            bus.WaitWithoutPolling();
            bus.ReceiveEndpoint("orders", endpoint => endpoint.Handler<Placed>(_ => Task.CompletedTask));
            bus.ReceiveEndpoint("others", endpoint => endpoint.Handler<Accepted>(_ => Task.CompletedTask));
        });
        await host.Bus.Publish(new Placed(1), Token);
        await Eventually.True(async () => (await host.Queues.GetDepthAsync("orders", Token))?.Messages == 0);
        await Servers.UntilReadsWaitAsync(2, host.VirtualHost);

        await host.StopAsync().WaitAsync(WithoutPolling.Patience, Token);
    }

    public interface IOrderEvent
    {
        int Number { get; }
    }

    public sealed record Placed(int Number) : IOrderEvent;

    public sealed record Accepted(int Number);
}
