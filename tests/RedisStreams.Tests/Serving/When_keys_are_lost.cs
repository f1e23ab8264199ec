using Corporation.LocalServers;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Corporation.RedisStreams.Tests.Serving;

/// <summary>Somebody deletes what is ours while a bus runs: it is made again, and what is sent and published from then on is consumed.</summary>
public sealed class When_keys_are_lost
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("queues")]
    [InlineData("settings:orders")]
    [InlineData("q:orders")]
    [InlineData("q-h:orders")]
    [InlineData("topics")]
    [InlineData("topic:Corporation.RedisStreams.Tests.Serving:TriedBus-Order")]
    [InlineData("consumers:orders")]
    [InlineData("owners:orders")]
    public async Task A_single_key_is_made_again(string key)
    {
        await using var server = await StartAsync();
        await using var bus = await OpenAsync(server, owned: key.StartsWith("owners", StringComparison.Ordinal));
        await bus.ConsumeOneAsync();

        Assert.Equal("1", await server.ExecuteAsync("DEL", bus.Prefix + key));

        await AssertPublishedIsConsumedAsync(bus);
        await bus.ConsumeOneAsync();
        await Eventually.True(async () => await server.ExecuteAsync("EXISTS", bus.Prefix + key) == "1" || key is "queues" or "topics");
        await Load.AssertLowAsync(server);
    }

    [Fact]
    public async Task A_message_put_off_whose_due_time_is_lost_is_delivered()
    {
        await using var server = await StartAsync();
        await using var bus = await OpenAsync(server, failsFirst: true);
        await bus.SendAsync();
        await Eventually.True(async () => await server.ExecuteAsync("ZCARD", bus.Prefix + "held:orders") == "1");

        Assert.Equal("1", await server.ExecuteAsync("DEL", bus.Prefix + "held:orders"));

        await Eventually.True(() => bus.Consumed == 1);
        await Eventually.True(async () => (await bus.Queues.GetDepthAsync("orders", Token))?.Messages == 0);
    }

    [Fact]
    public async Task Everything_is_made_again_before_an_idle_reader_would_have_looked()
    {
        await using var server = await StartAsync();

        // Before Redis 7 the loss wakes nobody, and the reader finds out when its wait of 5 to 15 s ends.
        var waits = (await server.ExecuteAsync("INFO", "server")).Contains("redis_version:6.", StringComparison.Ordinal);
        await using var bus = await TriedBus.StartAsync(
            server.Url,
            connect: host =>
            {
                if (!waits)
                    host.WaitWithoutPolling();
            },
            endpoint: endpoint => endpoint.LeaseDuration = WithoutPolling.Wait);
        await bus.ConsumeOneAsync();

        for (var i = 0; i < 3; i++)
        {
            await server.ExecuteAsync("FLUSHALL");
            await AssertPublishedIsConsumedAsync(bus);
        }

        await bus.ConsumeOneAsync();
        await Eventually.True(async () => (await bus.BusHealthAsync()).Status == HealthStatus.Healthy);
    }

    [Fact]
    public async Task Everything_is_lost_many_times_under_load_and_what_comes_later_is_consumed()
    {
        await using var server = await StartAsync();
        await using var bus = await OpenAsync(server);
        using var enough = new CancellationTokenSource();
        var sending = Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            while (!enough.IsCancellationRequested)
                await bus.SendAsync();
        }));
        for (var i = 1; i <= 20; i++)
        {
            await server.ExecuteAsync("FLUSHALL");
            var before = bus.Consumed;
            await Eventually.True(() => bus.Consumed > before + 20);
        }

        await enough.CancelAsync();
        await sending;

        await AssertPublishedIsConsumedAsync(bus);
        await Eventually.True(async () => (await bus.Queues.GetDepthAsync("orders", Token)) is { Messages: 0 });
    }

    [Fact]
    public async Task Scripts_that_the_server_forgot_are_sent_again()
    {
        await using var server = await StartAsync();
        await using var bus = await OpenAsync(server);
        for (var i = 0; i < 5; i++)
        {
            await bus.ConsumeOneAsync();
            await AssertPublishedIsConsumedAsync(bus);
            await server.ExecuteAsync("SCRIPT", "FLUSH");
        }

        Assert.DoesNotContain(bus.Log, line => line.Contains("NOSCRIPT", StringComparison.Ordinal));
    }

    private static async Task AssertPublishedIsConsumedAsync(TriedBus bus)
    {
        var before = bus.Consumed;
        await Eventually.True(async () =>
        {
            await bus.PublishAsync();
            return bus.Consumed > before;
        });
    }

    private static Task<TriedBus> OpenAsync(RedisServer server, bool owned = false, bool failsFirst = false) => TriedBus.StartAsync(
        server.Url,
        endpoint: endpoint =>
        {
            endpoint.LeaseDuration = TimeSpan.FromSeconds(1);
            endpoint.SingleActiveConsumer = owned;
        },
        failsFirst: failsFirst);

    private static Task<RedisServer> StartAsync() => RedisServer.StartAsync(new RedisServerOptions(), Token);
}
