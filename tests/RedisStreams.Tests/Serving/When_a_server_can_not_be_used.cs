using System.Net;
using System.Net.Sockets;
using Corporation.LocalServers;
using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Corporation.RedisStreams.Tests.Serving;

/// <summary>Whatever is wrong: sender, health checks and log say what and what to do, in time and without a password, and it heals when it is put right.</summary>
public sealed class When_a_server_can_not_be_used
{
    private const string Right = "pass-right";
    private const string Wrong = "pass-wrong";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wrong_password_is_told_and_heals_when_the_server_takes_it()
    {
        await using var server = await StartAsync(new RedisServerOptions { Password = Right });
        await using var bus = await TriedBus.StartAsync(Address(server, "", Wrong));

        await AssertToldAsync(bus, server.Port, "does not accept the user 'default' with this password");
        await Load.AssertLowAsync(server);

        await server.ExecuteAsync("CONFIG", "SET", "requirepass", Wrong);
        await AssertWellAsync(bus);
    }

    [Fact]
    public async Task No_password_where_one_is_needed_is_told()
    {
        await using var server = await StartAsync(new RedisServerOptions { Password = Right });
        await using var bus = await TriedBus.StartAsync(new Uri($"redis://127.0.0.1:{server.Port}"));

        await AssertToldAsync(bus, server.Port, "asks for a password");
    }

    [Fact]
    public async Task An_unknown_user_is_told()
    {
        await using var server = await StartAsync(new RedisServerOptions { User = new RedisUser("app", Right, "~* &* +@all") });
        await using var bus = await TriedBus.StartAsync(Address(server, "nobody", Right));

        await AssertToldAsync(bus, server.Port, "does not accept the user 'nobody'");
        await Load.AssertLowAsync(server);
    }

    [Fact]
    public async Task A_database_that_the_server_does_not_have_is_told()
    {
        await using var server = await StartAsync(new RedisServerOptions { Password = Right });
        await using var bus = await TriedBus.StartAsync(Address(server, "", Right, "99"));

        await AssertToldAsync(bus, server.Port, "has no database 99");
        await Load.AssertLowAsync(server);
    }

    [Fact]
    public async Task A_database_that_the_user_may_not_select_is_told_and_nothing_is_put_into_another_one()
    {
        await using var server = await StartAsync(new RedisServerOptions { User = new RedisUser("app", Right, "~* &* +@all -select") });
        await using var bus = await TriedBus.StartAsync(Address(server, "app", Right, "3"));

        await AssertToldAsync(bus, server.Port, "SELECT");
        Assert.DoesNotContain("db0:", await server.ExecuteAsync("INFO", "keyspace"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_and_heals_when_it_comes()
    {
        await using var server = await StartAsync(new RedisServerOptions());
        await server.KillAsync();
        await using var bus = await TriedBus.StartAsync(server.Url);

        await AssertToldAsync(bus, server.Port, "nobody listens");

        await server.RestartAsync(Token);
        await AssertWellAsync(bus);
    }

    [Fact]
    public async Task A_name_that_is_not_known_is_told()
    {
        await using var bus = await TriedBus.StartAsync(new Uri("redis://no-such-server.invalid:6379"));

        await AssertToldAsync(bus, 6379, "the name of no-such-server.invalid:6379 is not known here");
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_told()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;
        await using var bus = await TriedBus.StartAsync(new Uri($"redis://127.0.0.1:{port}"), Patient);

        await AssertToldAsync(bus, port, "takes connections but says nothing");
    }

    [Fact]
    public async Task Tls_to_a_plain_port_is_told()
    {
        await using var server = await StartAsync(new RedisServerOptions { Password = Right });
        await using var bus = await TriedBus.StartAsync(new Uri($"rediss://:{Right}@127.0.0.1:{server.Port}"), Patient);

        await AssertToldAsync(bus, server.Port, "speaks no TLS on this port");
    }

    [Fact]
    public async Task A_clear_connection_to_a_tls_port_is_told_and_so_is_a_certificate_that_nobody_trusts()
    {
        await using var server = await StartAsync(new RedisServerOptions { Tls = true, Password = Right });
        await using (var clear = await TriedBus.StartAsync(new Uri($"redis://:{Right}@127.0.0.1:{server.Port}"), Patient))
            await AssertToldAsync(clear, server.Port, "use rediss://");

        await using var distrustful = await TriedBus.StartAsync(server.Url);
        await AssertToldAsync(distrustful, server.Port, "certificate is not accepted");
        await Load.AssertLowAsync(server);
    }

    [Fact]
    public async Task A_replica_is_told_and_heals_when_it_is_made_the_primary()
    {
        await using var primary = await StartAsync(new RedisServerOptions());
        await using var replica = await StartAsync(new RedisServerOptions { ConfigLines = [$"replicaof {LocalServer.Host} {primary.Port}", "repl-diskless-sync-delay 0"] });
        await using var bus = await TriedBus.StartAsync(replica.Url);

        await AssertToldAsync(bus, replica.Port, "Replicas take no writes: name the primary");
        await Load.AssertLowAsync(replica);

        await replica.ExecuteAsync("REPLICAOF", "NO", "ONE");
        await AssertWellAsync(bus);
    }

    [Fact]
    public async Task A_primary_that_becomes_a_replica_is_told_and_heals_when_it_is_the_primary_again()
    {
        await using var other = await StartAsync(new RedisServerOptions());
        await using var server = await StartAsync(new RedisServerOptions());
        await using var bus = await TriedBus.StartAsync(server.Url, endpoint: endpoint => endpoint.LeaseDuration = TimeSpan.FromSeconds(1));
        await AssertWellAsync(bus);

        await server.ExecuteAsync("REPLICAOF", LocalServer.Host, $"{other.Port}");
        await AssertToldAsync(bus, server.Port, "Replicas take no writes: name the primary");
        await Load.AssertLowAsync(server);

        await server.ExecuteAsync("REPLICAOF", "NO", "ONE");
        await AssertWellAsync(bus);
    }

    // Some servers are understood only by their silence.
    private static void Patient(IRedisStreamsHostConfigurator host) => host.SendTimeout = TimeSpan.FromSeconds(4);

    private static async Task AssertToldAsync(TriedBus bus, int port, string words)
    {
        // The first send may end before the bus has found out what is wrong.
        var told = "";
        await Eventually.True(async () => (told = await bus.FailToSendAsync()).Contains(words, StringComparison.Ordinal));
        Assert.Contains($":{port}", told, StringComparison.Ordinal);

        await Eventually.True(async () => (await bus.ServerHealthAsync()) is (HealthStatus.Unhealthy, var description) && description.Contains(words));
        await Eventually.True(async () => (await bus.BusHealthAsync()) is (not HealthStatus.Healthy, var description) && description.Contains(words));
        Assert.Contains(bus.Log, line => line.Contains(words, StringComparison.Ordinal));
        AssertKeepsSecrets([told, .. bus.Log]);
    }

    private static async Task AssertWellAsync(TriedBus bus)
    {
        await Eventually.True(async () => (await bus.ServerHealthAsync()).Status == HealthStatus.Healthy);
        await Eventually.True(async () => (await bus.BusHealthAsync()).Status == HealthStatus.Healthy);
        await bus.ConsumeOneAsync();
        AssertKeepsSecrets(bus.Log);
    }

    private static void AssertKeepsSecrets(IEnumerable<string> said) => Assert.All(said, line =>
    {
        Assert.DoesNotContain(Right, line, StringComparison.Ordinal);
        Assert.DoesNotContain(Wrong, line, StringComparison.Ordinal);
    });

    private static Uri Address(RedisServer server, string user, string password, string path = "") =>
        new($"redis://{user}:{password}@{LocalServer.Host}:{server.Port}/{path}");

    private static Task<RedisServer> StartAsync(RedisServerOptions options) => RedisServer.StartAsync(options, Token);
}
