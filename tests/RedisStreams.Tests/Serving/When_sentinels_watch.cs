using Corporation.LocalServers;
using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Corporation.RedisStreams.Tests.Serving;

/// <summary>A primary, two replicas and three sentinels: a bus finds the primary, and the next one, by itself.</summary>
public sealed class When_sentinels_watch
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_primary_that_dies_is_replaced_under_traffic_and_what_a_replica_had_is_not_lost()
    {
        await using var sentinels = await RedisSentinelSet.StartAsync(new RedisServerOptions(), Token);
        await using var bus = await OpenAsync(sentinels);
        await using var traffic = new Traffic(bus);
        await traffic.FlowAsync(100);

        var before = await sentinels.FindPrimaryAsync();
        await before!.KillAsync();
        await sentinels.WaitForOtherPrimaryAsync(before, Token);
        await traffic.FlowAsync(100);

        Assert.Empty(await traffic.FindLostAsync());
        await AssertWellAsync(bus);
    }

    [Fact]
    public async Task A_primary_that_is_changed_for_maintenance_loses_nothing_either()
    {
        await using var sentinels = await RedisSentinelSet.StartAsync(new RedisServerOptions(), Token);
        await using var bus = await OpenAsync(sentinels);
        await using var traffic = new Traffic(bus);
        await traffic.FlowAsync(100);

        await sentinels.FailOverAsync(Token);
        await traffic.FlowAsync(100);

        Assert.Empty(await traffic.FindLostAsync());
        await AssertWellAsync(bus);
    }

    [Fact]
    public async Task A_primary_that_becomes_a_replica_is_left_although_no_sentinel_tells()
    {
        await using var sentinels = await RedisSentinelSet.StartAsync(new RedisServerOptions(), Token);
        await using var bus = await OpenAsync(sentinels);
        await using var traffic = new Traffic(bus);
        await traffic.FlowAsync(100);

        var before = await sentinels.FindPrimaryAsync();
        foreach (var sentinel in sentinels.Sentinels)
            await sentinel.KillAsync();
        await PromoteAsync(sentinels.Servers.First(server => server != before), sentinels.Servers);
        await traffic.FlowAsync(100);

        await AssertWellAsync(bus);
    }

    [Fact]
    public async Task A_primary_that_was_not_there_before_is_found_through_the_sentinels()
    {
        await using var sentinels = await RedisSentinelSet.StartAsync(new RedisServerOptions(), Token);
        await using var bus = await OpenAsync(sentinels);
        await using var traffic = new Traffic(bus);
        await traffic.FlowAsync(100);

        // They say nothing when they are told to watch somebody else.
        foreach (var sentinel in sentinels.Sentinels)
            await sentinel.ExecuteAsync("SENTINEL", "REMOVE", RedisSentinelSet.ServiceName);
        await using var added = await RedisServer.StartAsync(new RedisServerOptions(), Token);
        await PromoteAsync(added, sentinels.Servers);
        foreach (var sentinel in sentinels.Sentinels)
            await sentinel.ExecuteAsync("SENTINEL", "MONITOR", RedisSentinelSet.ServiceName, LocalServer.Host, $"{added.Port}", "2");
        await traffic.FlowAsync(100);

        await AssertWellAsync(bus);
    }

    private static async Task PromoteAsync(RedisServer primary, IEnumerable<RedisServer> servers)
    {
        await primary.ExecuteAsync("REPLICAOF", "NO", "ONE");
        foreach (var replica in servers.Where(server => server != primary))
            await replica.ExecuteAsync("REPLICAOF", LocalServer.Host, $"{primary.Port}");
    }

    private static async Task AssertWellAsync(TriedBus bus)
    {
        await Eventually.True(async () => (await bus.ServerHealthAsync()).Status == HealthStatus.Healthy);
        await Eventually.True(async () => (await bus.BusHealthAsync()).Status == HealthStatus.Healthy);
        await bus.ConsumeOneAsync();
        await bus.ScheduleAsync(TimeSpan.FromMilliseconds(50));
        await Eventually.True(() => bus.ConsumedNumbers.Contains(0));
    }

    private static Task<TriedBus> OpenAsync(RedisSentinelSet sentinels) => TriedBus.StartAsync(
        sentinels.Sentinels[0].Url,
        host =>
        {
            host.SentinelService = RedisSentinelSet.ServiceName;
            host.AddOthers(sentinels.Sentinels);
            host.SendTimeout = TimeSpan.FromSeconds(30);

            // By itself the client asks all servers for their roles once a minute, and would find out what the bus has to find out here.
            host.ConfigureClient(client => client.ConfigCheckSeconds = (int)WithoutPolling.Wait.TotalSeconds);
            host.DeduplicationWindow = TimeSpan.FromMinutes(5);
            host.Durability = RedisStreamsDurability.OnReplicas(1, TimeSpan.FromSeconds(1));
        },
        endpoint => endpoint.LeaseDuration = TimeSpan.FromSeconds(2));
}
