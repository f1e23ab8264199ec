using System.Text.Json;
using Corporation.LocalServers;
using Corporation.RedisStreams.Tests.Framework;
using Corporation.RedisStreams.Tests.Serving;
using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Corporation.RedisStreams.Tests.Diagnostics;

/// <summary>What the health check and the probe say of a server and of an endpoint.</summary>
public sealed class HealthTests(RedisFixture redis)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("allkeys-lru")]
    [InlineData("volatile-ttl")]
    public async Task A_server_that_may_throw_messages_away_is_unhealthy_from_the_start_until_it_is_set_right(string policy)
    {
        await using var server = await RedisServer.StartAsync(new RedisServerOptions { MaxMemoryPolicy = policy }, Token);
        await using var bus = await TriedBus.StartAsync(server.Url);

        var (status, description) = await bus.ServerHealthAsync();
        Assert.Equal(HealthStatus.Unhealthy, status);
        Assert.Contains($"maxmemory-policy is {policy}", description, StringComparison.Ordinal);
        Assert.Contains("Set it to noeviction", description, StringComparison.Ordinal);

        await server.ExecuteAsync("CONFIG", "SET", "maxmemory-policy", "noeviction");
        Assert.Equal(HealthStatus.Healthy, (await bus.ServerHealthAsync()).Status);
    }

    [Fact]
    public async Task A_healthy_server_tells_what_it_is_and_what_it_can_do()
    {
        await using var bus = await TriedBus.StartAsync(redis.Server.Url);

        var (status, description) = await bus.ServerHealthAsync();

        Assert.Equal(HealthStatus.Healthy, status);
        Assert.Matches(@"(Redis|Valkey) \d+\.\d+", description);
        Assert.Contains("noeviction", description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_probe_shows_the_server_and_the_settings_of_each_endpoint_and_no_password()
    {
        await using var server = await RedisServer.StartAsync(new RedisServerOptions { Password = "very-secret" }, Token);
        await using var host = await BusHost.StartAsync(server, configure: (_, bus) => bus.ReceiveEndpoint("orders", endpoint =>
        {
            endpoint.LeaseDuration = TimeSpan.FromSeconds(17);
            endpoint.Handler<Order>(_ => Task.CompletedTask);
        }));

        var text = JsonSerializer.Serialize(host.Bus.GetProbeResult(Token));

        Assert.Contains("\"Redis Streams\"", text, StringComparison.Ordinal);
        Assert.Contains($":{server.Port}/0/{host.VirtualHost}", text, StringComparison.Ordinal);
        Assert.Contains("\"connected\"", text, StringComparison.Ordinal);
        Assert.Contains("00:00:17", text, StringComparison.Ordinal);
        Assert.Contains("HealthTests-Order", text, StringComparison.Ordinal);
        Assert.DoesNotContain("very-secret", text, StringComparison.Ordinal);
    }

    public sealed record Order(int Number);
}
