using System.Collections.Concurrent;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.RedisStreams.Tests.Framework;

/// <summary>What the settings of a bus and of a send do, on a bus as its users have it.</summary>
public sealed class SendSettingsTests(RedisFixture redis)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Within_the_deduplication_window_the_same_message_id_is_stored_once()
    {
        await using var host = await BusHost.StartAsync(redis.Server, connect: connect => connect.DeduplicationWindow = TimeSpan.FromMinutes(1));
        var id = NewId.NextGuid();

        for (var i = 0; i < 3; i++)
            await host.SendAsync("orders", new Order(1), context => context.MessageId = id);
        await host.SendAsync("orders", new Order(2));

        Assert.Equal(2, (await host.Queues.GetDepthAsync("orders", Token))?.Messages);
    }

    [Fact]
    public async Task A_message_without_an_id_is_sent_as_without_deduplication()
    {
        await using var host = await BusHost.StartAsync(redis.Server, connect: connect => connect.DeduplicationWindow = TimeSpan.FromMinutes(1));

        for (var i = 0; i < 2; i++)
            await host.SendAsync("orders", new Order(i), context => context.MessageId = null);
        await host.SendAsync("orders", new Order(2), context => (context.MessageId, context.Delay) = (null, TimeSpan.FromMilliseconds(1)));

        await Eventually.True(async () => await host.Queues.GetDepthAsync("orders", Token) is { Messages: 3 });
        Assert.All(await host.Queues.PeekAsync("orders", cancellationToken: Token), message => Assert.Null(message.MessageId));
    }

    [Fact]
    public async Task Durability_holds_for_every_send_of_the_bus_and_each_may_ask_for_another()
    {
        var missing = RedisStreamsDurability.OnReplicas(1, TimeSpan.FromMilliseconds(200));
        await using var strict = await BusHost.StartAsync(redis.Server, connect: connect => connect.Durability = missing);
        await using var plain = await BusHost.StartAsync(redis.Server);

        // The server has no replica.
        await Assert.ThrowsAnyAsync<RedisStreamsException>(() => strict.SendAsync("orders", new Order(1)));
        await strict.SendAsync("orders", new Order(2), context => context.SetDurability(RedisStreamsDurability.None));
        await plain.SendAsync("orders", new Order(3));
        await Assert.ThrowsAnyAsync<RedisStreamsException>(() => plain.SendAsync("orders", new Order(4), context => context.SetDurability(missing)));
    }

    [Fact]
    public async Task A_higher_priority_overtakes()
    {
        await using var host = await BusHost.StartAsync(redis.Server);

        foreach (var priority in new[] { RedisStreamsPriority.Low, RedisStreamsPriority.Normal, RedisStreamsPriority.High })
            await host.SendAsync("orders", new Order((int)priority), context => Assert.True(context.TrySetPriority(priority)));

        Assert.Equal(["h", "n", "l"], (await host.Queues.PeekAsync("orders", cancellationToken: Token)).Select(message => message.Lane));
    }

    [Fact]
    public async Task Clocks_of_senders_and_consumers_do_not_count()
    {
        var seen = new ConcurrentQueue<int>();
        await using var ahead = await BusHost.StartAsync(redis.Server, register: bus => bus.AddSingleton<TimeProvider>(new WrongClock(TimeSpan.FromDays(3))));
        await ahead.SendAsync("orders", new Order(1), context => context.TimeToLive = TimeSpan.FromMinutes(5));
        await ahead.SendAsync("orders", new Order(2), context => context.Delay = TimeSpan.FromMilliseconds(500));
        await ahead.SendAsync("orders", new Order(3), context => context.TimeToLive = TimeSpan.FromMilliseconds(1));
        Assert.Equal(2, (await ahead.Queues.GetDepthAsync("orders", Token))?.Messages);
        await Eventually.True(async () => (await ahead.Queues.GetDepthAsync("orders", Token))?.OldestAge > TimeSpan.FromMilliseconds(20));

        await using var behind = await BusHost.StartAsync(
            redis.Server,
            register: bus => bus.AddSingleton<TimeProvider>(new WrongClock(TimeSpan.FromDays(-3))),
            configure: (_, bus) => bus.ReceiveEndpoint("orders", endpoint => endpoint.Handler<Order>(context =>
            {
                seen.Enqueue(context.Message.Number);
                return Task.CompletedTask;
            })),
            virtualHost: ahead.VirtualHost);

        await Eventually.True(() => seen.Count == 2);
        Assert.Equal([1, 2], seen);
        await Eventually.True(() => behind.IsEmptyAsync("orders"));
    }

    [Fact]
    public async Task What_is_scheduled_for_a_duration_or_with_a_due_time_comes_then_however_wrong_the_senders_clock()
    {
        var clock = new WrongClock(TimeSpan.FromDays(-3));
        await using var host = await BusHost.StartAsync(redis.Server, register: bus => bus.AddSingleton<TimeProvider>(clock));
        var scheduler = host.Services.CreateScope().ServiceProvider.GetRequiredService<IMessageScheduler>();
        var (start, hour) = (TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1));

        // As the framework does it for a duration: a time, by this machine's clock.
        var handle = await scheduler.ScheduleSend(new Uri("queue:orders"), (clock.GetUtcNow() + hour).UtcDateTime, new Order(1), Token);
        await host.SendAsync("orders", new Order(2), context => context.SetDueTime(start + 2 * hour));
        await host.SendAsync("orders", new Order(3), context => context.SetDueTime(start - hour));

        await Eventually.True(async () => await host.Queues.GetDepthAsync("orders", Token) is { Messages: 1 });
        var due = (await redis.Server.ExecuteAsync("ZRANGE", host.Key("scheduled"), "0", "-1", "WITHSCORES")).Split('\n', StringSplitOptions.TrimEntries);
        Assert.Equal(handle.TokenId.ToString(), due[0]);
        Assert.InRange(At(due[1]), start + hour - TimeSpan.FromSeconds(1), TimeProvider.System.GetUtcNow() + hour);
        Assert.Equal((start + 2 * hour).ToUnixTimeMilliseconds(), At(due[3]).ToUnixTimeMilliseconds());

        static DateTimeOffset At(string score) =>
            DateTimeOffset.FromUnixTimeMilliseconds((long)double.Parse(score, System.Globalization.CultureInfo.InvariantCulture));
    }

    public sealed record Order(int Number);

    private sealed class WrongClock(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }
}
