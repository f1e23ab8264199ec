using Corporation.LocalServers;
using Corporation.RedisStreams.Connection;
using Corporation.RedisStreams.Tests.Serving;
using Microsoft.Extensions.Logging.Abstractions;

namespace Corporation.RedisStreams.Tests.Connection;

public sealed class ServerProbeTests
{
    [Fact]
    public async Task The_server_says_who_it_is_and_how_it_is_set()
    {
        await using var server = await StartAsync(new RedisServerOptions { AppendOnly = true, MaxMemoryPolicy = "allkeys-lru" });
        await using var half = await SendingHalf.OpenAsync(server.ConnectionString, "probe");

        var facts = await new ServerProbe(half.Connection, NullLogger.Instance).AskAsync(SendingHalf.Ended);

        var info = await server.ExecuteAsync("INFO", "server");
        var isValkey = info.Contains("valkey_version:", StringComparison.Ordinal);
        Assert.Equal(isValkey ? ServerVariant.Valkey : ServerVariant.Redis, facts.Variant);
        Assert.Equal(("allkeys-lru", true), (facts.MaxMemoryPolicy, facts.Evicts));
        Assert.Equal((true, false, false), (facts.IsAppendOnly, facts.IsReplica, facts.IsCluster));
        Assert.Contains($"{(isValkey ? "valkey" : "redis")}_version:{facts.Version}", info);
        Assert.Empty(facts.Warnings);
    }

    [Fact]
    public async Task What_the_user_may_not_ask_is_unknown_and_no_failure()
    {
        await using var server = await StartAsync(new RedisServerOptions
        {
            User = new RedisUser("app", "secret", "~* &* +@all -info -config -command"),
        });
        await using var half = await SendingHalf.OpenAsync(server.ConnectionString, "probe");

        var facts = await new ServerProbe(half.Connection, NullLogger.Instance).AskAsync(SendingHalf.Ended);

        Assert.Equal((null, null, null, false), (facts.MaxMemoryPolicy, facts.IsAppendOnly, facts.IsReplica, facts.Evicts));
        Assert.NotNull(facts.Version);
    }

    [Fact]
    public async Task What_is_doubtful_is_logged_when_the_bus_starts_and_again_when_another_server_has_come()
    {
        await using var server = await StartAsync(new RedisServerOptions { MaxMemoryPolicy = "allkeys-lru" });
        await using var bus = await TriedBus.StartAsync(server.Url);
        int Told() => bus.Log.Count(line => line.Contains("maxmemory-policy is allkeys-lru", StringComparison.Ordinal));

        await bus.ConsumeOneAsync();
        await server.ExecuteAsync("CLIENT", "KILL", "TYPE", "normal");
        await bus.ConsumeOneAsync();
        Assert.Equal(1, Told());

        await server.ExecuteAsync("CONFIG", "SET", "maxmemory-policy", "noeviction");
        await server.ExecuteAsync("CLIENT", "KILL", "TYPE", "normal");
        await bus.ConsumeOneAsync();
        await server.RestartAsync(SendingHalf.Ended);
        await Eventually.True(() => Told() == 2);
    }

    [Theory]
    [InlineData("6.2.0", ServerCapabilities.None)]
    [InlineData("7.2.0", ServerCapabilities.WaitForDisk)]
    [InlineData("8.2.2", ServerCapabilities.WaitForDisk)]
    [InlineData("8.2.3", ServerCapabilities.WaitForDisk | ServerCapabilities.AcknowledgeAndDelete)]
    [InlineData("8.6.1", ServerCapabilities.WaitForDisk | ServerCapabilities.AcknowledgeAndDelete | ServerCapabilities.ClaimWhileReading)]
    public void A_release_of_redis_can_do_what_came_with_it(string version, object capabilities) =>
        Assert.Equal(capabilities, ServerRelease.CapabilitiesOf(ServerVariant.Redis, Version.Parse(version)));

    [Theory]
    [InlineData("6.0.16", "too old")]
    [InlineData("8.2.1", "CVE-2025-62507")]
    [InlineData("8.6.0", "idempotent")]
    public void A_release_known_to_be_bad_is_warned_about(string version, string word) =>
        Assert.Contains(word, Assert.Single(ServerRelease.WarningsAbout(ServerVariant.Redis, Version.Parse(version))));

    [Theory]
    [InlineData("6.2.0")]
    [InlineData("7.0.15")]
    [InlineData("8.2.3")]
    [InlineData("8.6.2")]
    public void Other_releases_are_not(string version) =>
        Assert.Empty(ServerRelease.WarningsAbout(ServerVariant.Redis, Version.Parse(version)));

    [Fact]
    public void What_a_server_with_several_modules_says_can_be_read()
    {
        const string Text = """
            # Server
            redis_version:8.0.3
            # Modules
            module:name=ReJSON,ver=80001,api=1
            module:name=search,ver=80005,api=1
            # Memory
            maxmemory_policy:noeviction
            """;

        var info = ServerProbe.ReadInfo(Text);

        Assert.Equal(("8.0.3", "noeviction"), (info["redis_version"], info["maxmemory_policy"]));
    }

    [Fact]
    public void A_server_that_says_nothing_is_read_as_such() => Assert.Empty(ServerProbe.ReadInfo(null));

    private static Task<RedisServer> StartAsync(RedisServerOptions options) => RedisServer.StartAsync(options, SendingHalf.Ended);
}
