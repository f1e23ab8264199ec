using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Corporation.Hq.ErrorQueues;
using Corporation.Hq.Tests.Nodes;
using Corporation.LocalServers;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Corporation.Hq.Tests.ErrorQueues;

/// <summary>Error queues on a real Redis.</summary>
public sealed class ErrorQueueTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<int> _handled = new();
    private volatile bool _isMended;
    private RedisServer _redis = null!;
    private ServiceProvider _services = null!;

    public sealed record Order(int Number);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ErrorQueueDesk Desk => new(_services.GetRequiredService<IRedisStreamsQueues>());

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartAsync(new RedisServerOptions(), CancellationToken.None);
        _services = new ServiceCollection().AddLogging().AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.UsingRedisStreams((_, transport) =>
            {
                transport.Host(_redis.Url, static _ => { });
                foreach (var queue in new[] { "orders", "bills" })
                    transport.ReceiveEndpoint(queue, endpoint => endpoint.Handler<Order>(context => HandleAsync(context.Message)));
            });
        }).BuildServiceProvider();
        await _services.GetRequiredService<IBusControl>().StartAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.GetRequiredService<IBusControl>().StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task They_are_counted_by_queue_and_measured()
    {
        await FailAsync("orders", 3);
        await FailAsync("bills", 1);
        var measured = new ConcurrentDictionary<string, long>();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Name == "hq.error_queue.messages")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) => measured[tags[0].Value as string ?? ""] = count);
        listener.Start();

        await using var meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var watch = new ErrorQueueWatch(
            Desk, meters.GetRequiredService<IMeterFactory>(), TimeProvider.System, NullLogger<ErrorQueueWatch>.Instance);
        await watch.StartAsync(Token);
        await TestNode.UntilAsync(() =>
        {
            listener.RecordObservableInstruments();
            return Task.FromResult(measured.Count == 2);
        });
        await watch.StopAsync(Token);

        Assert.Equal((3, 1), (measured["orders_error"], measured["bills_error"]));
        Assert.Equal([("bills_error", 1, "bills"), ("orders_error", 3, "orders")], (await Desk.QueuesAsync(Token)).Select(queue => (queue.Queue, queue.Messages, queue.TargetQueue)));
    }

    [Fact]
    public async Task What_was_chosen_is_sent_again_or_removed_and_nothing_else()
    {
        await FailAsync("orders", 60);
        await FailAsync("bills", 2);
        var all = await Desk.ListAsync(new DeadMessageFilter(), 200, Token);
        Assert.Equal(62, all.Count);
        Assert.All(all, message => Assert.Contains("no such number", message.Error, StringComparison.Ordinal));
        Assert.Equal(11, await Desk.CountAsync(new DeadMessageFilter { Queue = "orders_error", Text = "NUMBER 5" }, Token));

        var one = new DeadMessageFilter { Ids = new HashSet<string> { all[^1].Id } };
        Assert.Equal(1, await Desk.DiscardAsync(one, 10, Token));
        Assert.Null(await Desk.FindAsync(all[^1].Id, Token));
        Assert.Equal(5, await Desk.DiscardAsync(new DeadMessageFilter { Queue = "orders_error" }, 5, Token));

        _isMended = true;
        Assert.Equal(2, await Desk.RequeueAsync(new DeadMessageFilter { Queue = "bills_error" }, null, int.MaxValue, Token));
        Assert.Equal(54, await Desk.RequeueAsync(new DeadMessageFilter(), "bills", int.MaxValue, Token));
        await TestNode.UntilAsync(() => Task.FromResult(_handled.Count == 56));
        Assert.Empty(await Desk.QueuesAsync(Token));
    }

    [Fact]
    public async Task Nothing_is_found_that_is_no_message_of_an_error_queue()
    {
        await FailAsync("orders", 1);

        foreach (var id in new[] { "", "/", "orders/n/1-0", "orders_error/n/1-0", "orders_error", "no_such_error/n/1-0" })
            Assert.Null(await Desk.FindAsync(id, Token));
    }

    private Task HandleAsync(Order order)
    {
        if (!_isMended)
            throw new InvalidOperationException($"There is no such number {order.Number}.");

        _handled.Enqueue(order.Number);
        return Task.CompletedTask;
    }

    private async Task FailAsync(string queue, int count)
    {
        var endpoint = await _services.GetRequiredService<IBus>().GetSendEndpoint(new Uri($"queue:{queue}"));
        for (var number = 0; number < count; number++)
            await endpoint.Send(new Order(number), Token);
        await TestNode.UntilAsync(async () => await Desk.CountAsync(new DeadMessageFilter { Queue = $"{queue}_error" }, Token) == count);
    }
}
