using System.Net;
using System.Net.Sockets;
using Corporation.LocalServers.Running;

namespace Corporation.LocalServers.Tests;

public sealed class LostPortTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_finds_its_port_taken_starts_on_another()
    {
        using var stranger = new TcpListener(IPAddress.Loopback, 0);
        stranger.Start();
        var taken = ((IPEndPoint)stranger.LocalEndpoint).Port;

        FreePort.Offer(taken);
        await using var server = await RedisServer.StartAsync(new RedisServerOptions(), Token);

        Assert.NotEqual(taken, server.Port);
        Assert.Equal("PONG", await server.ExecuteAsync("PING"));
    }

    [Fact]
    public async Task A_broker_that_finds_a_port_taken_starts_on_others()
    {
        using var stranger = new TcpListener(IPAddress.Loopback, 0);
        stranger.Start();
        var taken = ((IPEndPoint)stranger.LocalEndpoint).Port;

        FreePort.Offer(taken); // Of the port mapper.
        FreePort.Offer(FreePort.Take()); // All others of the second try …
        FreePort.Offer(FreePort.Take());
        FreePort.Offer(taken); // … but the broker's own.
        await using var server = await RabbitMqServer.StartAsync([], Token);

        Assert.NotEqual(taken, server.Port);
        Assert.Contains($"OS PID: {server.ProcessId}", await server.ExecuteAsync("status"), StringComparison.Ordinal);
    }
}
