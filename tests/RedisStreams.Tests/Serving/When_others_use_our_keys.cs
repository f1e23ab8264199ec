using Corporation.LocalServers;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Corporation.RedisStreams.Tests.Serving;

/// <summary>Somebody else's data lie under a key of ours: whoever needs the key is told which it is, nothing spins, and it heals when they are gone.</summary>
public sealed class When_others_use_our_keys
{
    private const string Topic = "topic:Corporation.RedisStreams.Tests.Serving:TriedBus-Order";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("queues")]
    [InlineData("settings:orders")]
    [InlineData("q:orders")]
    [InlineData("q-h:orders")]
    [InlineData("topics")]
    [InlineData(Topic)]
    [InlineData("held:orders")]
    [InlineData("redelivered:orders")]
    [InlineData("consumers:orders")]
    [InlineData("owners:orders")]
    public async Task An_endpoint_that_starts_is_told_which(string key)
    {
        await using var server = await StartAsync();
        var virtualHost = "keys";
        await server.ExecuteAsync("SET", $"mt:{{{virtualHost}}}:{key}", "somebody else's");

        await using var bus = await OpenAsync(server, virtualHost);

        await AssertToldAsync(bus, key);
        await Load.AssertLowAsync(server);
        await server.ExecuteAsync("DEL", bus.Prefix + key);
        await AssertWellAsync(bus);
    }

    [Theory]
    [InlineData("q:orders")]
    [InlineData("q-h:orders")]
    [InlineData("held:orders")]
    [InlineData("consumers:orders")]
    public async Task An_endpoint_that_runs_is_told_which(string key)
    {
        await using var server = await StartAsync();
        await using var bus = await OpenAsync(server);
        await bus.ConsumeOneAsync();

        await ReplaceAsync(server, bus, key);
        await bus.SendAsync().ContinueWith(_ => { }, TaskScheduler.Default); // Whether it can be sent depends on the key.

        await AssertToldAsync(bus, key);
        await Load.AssertLowAsync(server);
        await server.ExecuteAsync("DEL", bus.Prefix + key);
        await AssertWellAsync(bus);
    }

    [Theory]
    [InlineData("settings:orders")]
    [InlineData("q:orders")]
    [InlineData(Topic)]
    public async Task A_sender_is_told_which(string key)
    {
        await using var server = await StartAsync();
        await using var bus = await OpenAsync(server);
        await bus.ConsumeOneAsync();
        await ReplaceAsync(server, bus, key);

        var failure = await Assert.ThrowsAsync<RedisStreamsException>(bus.PublishAsync);

        Assert.Contains($"The key '{bus.Prefix}{key}' holds a string", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Delete or rename the key", failure.Message, StringComparison.Ordinal);
        await server.ExecuteAsync("DEL", bus.Prefix + key);
        await AssertWellAsync(bus);
    }

    [Fact]
    public async Task The_mover_of_scheduled_messages_says_so_and_goes_on_afterwards()
    {
        await using var server = await StartAsync();
        await server.ExecuteAsync("SET", "mt:{keys}:scheduled", "somebody else's");
        await using var bus = await OpenAsync(server, "keys");
        await Eventually.True(() => bus.Log.Any(line => line.Contains("Scheduled messages could not be moved", StringComparison.Ordinal)));
        Assert.Contains(bus.Log, line => line.Contains("remove it, or use another virtual host", StringComparison.Ordinal));

        var failure = await Assert.ThrowsAsync<RedisStreamsException>(() => bus.ScheduleAsync(TimeSpan.FromHours(1)));
        Assert.Contains("The key 'mt:{keys}:scheduled' holds a string", failure.Message, StringComparison.Ordinal);
        await Load.AssertLowAsync(server);

        await server.ExecuteAsync("DEL", "mt:{keys}:scheduled");
        await bus.ScheduleAsync(TimeSpan.FromMilliseconds(50));
        await Eventually.True(() => bus.Consumed == 1);
    }

    [Fact]
    public async Task A_message_that_can_not_be_moved_to_the_error_queue_stays_and_others_are_consumed()
    {
        await using var server = await StartAsync();
        await using var bus = await OpenAsync(server);
        await server.ExecuteAsync("SET", bus.Prefix + "q:orders_error", "somebody else's");

        await server.ExecuteAsync("XADD", bus.Prefix + "q:orders", "*", "temperature", "21");
        await bus.ConsumeOneAsync();
        await Load.AssertLowAsync(server);

        Assert.Equal("1", await server.ExecuteAsync("XLEN", bus.Prefix + "q:orders"));
        await server.ExecuteAsync("DEL", bus.Prefix + "q:orders_error");
        await Eventually.True(async () => (await bus.Queues.GetDepthAsync("orders_error", Token))?.Messages == 1);
        await Eventually.True(async () => (await bus.Queues.GetDepthAsync("orders", Token))?.Messages == 0);
    }

    private static async Task ReplaceAsync(RedisServer server, TriedBus bus, string key)
    {
        await server.ExecuteAsync("DEL", bus.Prefix + key);
        await server.ExecuteAsync("SET", bus.Prefix + key, "somebody else's");
    }

    private static async Task AssertToldAsync(TriedBus bus, string key)
    {
        var words = $"the key '{bus.Prefix}{key}' holds a string";
        await Eventually.True(async () => (await bus.BusHealthAsync()) is (not HealthStatus.Healthy, var description) && description.Contains(words));
        Assert.Contains(bus.Log, line => line.Contains(words, StringComparison.Ordinal) && line.Contains("Delete or rename the key", StringComparison.Ordinal));
    }

    private static async Task AssertWellAsync(TriedBus bus)
    {
        await bus.ConsumeOneAsync();
        await Eventually.True(async () => (await bus.BusHealthAsync()).Status == HealthStatus.Healthy);
        var before = bus.Consumed;
        await Eventually.True(async () =>
        {
            await bus.PublishAsync();
            return bus.Consumed > before;
        });
    }

    private static Task<TriedBus> OpenAsync(RedisServer server, string? virtualHost = null) =>
        TriedBus.StartAsync(server.Url, endpoint: endpoint => endpoint.LeaseDuration = TimeSpan.FromSeconds(1), virtualHost: virtualHost);

    private static Task<RedisServer> StartAsync() => RedisServer.StartAsync(new RedisServerOptions(), Token);
}
