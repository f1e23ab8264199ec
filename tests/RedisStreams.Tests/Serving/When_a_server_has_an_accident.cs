using System.Diagnostics;
using Corporation.LocalServers;
using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Corporation.RedisStreams.Tests.Serving;

/// <summary>Messages flow on by themselves after each, and none that was sent is lost.</summary>
public sealed class When_a_server_has_an_accident
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_killed_and_comes_back_with_its_data()
    {
        await using var server = await StartAsync(Durable);
        await using var bus = await OpenAsync(server);
        await using var traffic = new Traffic(bus);
        await traffic.FlowAsync(100);

        for (var i = 0; i < 3; i++)
        {
            await server.RestartAsync(Token);
            await traffic.FlowAsync(100);
        }

        Assert.Empty(await traffic.FindLostAsync());
        Assert.Equal(0, traffic.Failures);
        await AssertWellAsync(bus);
    }

    [Fact]
    public async Task It_is_killed_and_comes_back_empty()
    {
        await using var server = await StartAsync(new RedisServerOptions());
        await using var bus = await OpenAsync(server);
        await using var traffic = new Traffic(bus);
        await traffic.FlowAsync(100);

        for (var i = 0; i < 3; i++)
        {
            await server.RestartAsync(Token);
            await traffic.FlowAsync(100);
        }

        await traffic.EndAsync();
        Assert.Equal(0, traffic.Failures);
        await AssertWellAsync(bus);

        // What is published before the endpoint has noticed finds no subscription.
        await Eventually.True(async () =>
        {
            await bus.PublishAsync();
            return bus.ConsumedNumbers.Contains(0);
        });
    }

    [Fact]
    public async Task It_is_away_for_a_while_and_health_says_so_until_it_is_back()
    {
        await using var server = await StartAsync(Durable);
        await using var bus = await OpenAsync(server);
        await AssertWellAsync(bus);

        await server.KillAsync();
        await Eventually.True(async () => (await bus.ServerHealthAsync()).Status == HealthStatus.Unhealthy);
        await Eventually.True(async () => (await bus.BusHealthAsync()).Status != HealthStatus.Healthy);
        await server.RestartAsync(Token);

        await AssertWellAsync(bus);
    }

    [Fact]
    public async Task It_sleeps_for_longer_than_a_command_waits_for_its_answer()
    {
        await using var server = await StartAsync(new RedisServerOptions());
        await using var bus = await OpenAsync(server);
        await using var traffic = new Traffic(bus);
        await traffic.FlowAsync(100);

        await server.SuspendAsync();
        await Eventually.True(async () => (await bus.ServerHealthAsync()).Status == HealthStatus.Unhealthy);
        await Assert.ThrowsAsync<ConnectionException>(() => bus.Queues.GetDepthAsync(TriedBus.Queue, Token));
        await server.ResumeAsync();
        await traffic.FlowAsync(100);

        Assert.Empty(await traffic.FindLostAsync());
        Assert.Equal(0, traffic.Failures);
        await AssertWellAsync(bus);
    }

    [Fact]
    public async Task It_is_held_up_for_three_seconds()
    {
        await using var server = await StartAsync(new RedisServerOptions { ConfigLines = ["enable-debug-command yes"] });
        await using var bus = await OpenAsync(server);
        await using var traffic = new Traffic(bus);
        await traffic.FlowAsync(100);

        await server.ExecuteAsync("DEBUG", "SLEEP", "3");
        await traffic.FlowAsync(100);

        Assert.Empty(await traffic.FindLostAsync());
        Assert.Equal(0, traffic.Failures);
        await AssertWellAsync(bus);
    }

    [Fact]
    public async Task Its_connections_are_cut_again_and_again()
    {
        await using var server = await StartAsync(new RedisServerOptions());
        await using var bus = await OpenAsync(server);
        await using var traffic = new Traffic(bus);
        await traffic.FlowAsync(100);

        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromSeconds(3))
        {
            await server.ExecuteAsync("CLIENT", "KILL", "TYPE", "normal");
            await server.ExecuteAsync("CLIENT", "KILL", "TYPE", "pubsub");
        }

        await traffic.FlowAsync(100);
        Assert.Empty(await traffic.FindLostAsync());
        Assert.Equal(0, traffic.Failures);
        await AssertWellAsync(bus);
    }

    [Fact]
    public async Task Its_connections_are_cut_once_while_nothing_happens()
    {
        await using var server = await StartAsync(new RedisServerOptions());
        await using var bus = await OpenAsync(server);
        await bus.ConsumeOneAsync();

        await server.ExecuteAsync("CLIENT", "KILL", "TYPE", "normal");
        await server.ExecuteAsync("CLIENT", "KILL", "TYPE", "pubsub");

        await bus.ConsumeOneAsync();
        await bus.ScheduleAsync(TimeSpan.FromMilliseconds(50));
        await Eventually.True(() => bus.ConsumedNumbers.Contains(0));
        await AssertWellAsync(bus);
        await Load.AssertLowAsync(server);
    }

    private static RedisServerOptions Durable => new() { AppendOnly = true, AppendFsync = "always" };

    private static async Task AssertWellAsync(TriedBus bus)
    {
        await Eventually.True(async () => (await bus.ServerHealthAsync()).Status == HealthStatus.Healthy);
        await Eventually.True(async () => (await bus.BusHealthAsync()).Status == HealthStatus.Healthy);
        await bus.ConsumeOneAsync();
    }

    // With deduplication a send whose answer was lost is repeated, so that no caller hears of an accident.
    private static Task<TriedBus> OpenAsync(RedisServer server) => TriedBus.StartAsync(server.Url, host =>
    {
        host.SendTimeout = TimeSpan.FromSeconds(30);
        host.DeduplicationWindow = TimeSpan.FromMinutes(5);
    });

    private static Task<RedisServer> StartAsync(RedisServerOptions options) => RedisServer.StartAsync(options, Token);
}
