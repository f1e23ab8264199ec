using System.Reflection;
using System.Text.RegularExpressions;
using Corporation.LocalServers;
using Corporation.RedisStreams.Protocol;
using Corporation.RedisStreams.Tests.Framework;
using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Corporation.RedisStreams.Tests.Serving;

/// <summary>The same promises for a user with the rights that docs/redis-server.md lists and no other.</summary>
public sealed partial class When_a_user_has_the_least_rights(RedisFixture redis) : BusPromises
{
    private const string Advice = "docs/redis-server.md of the transport lists all that it needs";

    // The client asks for these when it connects. Redis 6.2 names no subcommand; there 'client' is CLIENT SETINFO, which it doesn't know.
    private static readonly string[] DoneWithout =
        ["config|get", "config", "cluster|nodes", "cluster|slots", "cluster", "client", "client|setinfo", "__Booksleeve_MasterChanged"];

    // Called by the client and by the transport itself rather than by a script.
    private static readonly string[] CalledDirectly =
        ["echo", "eval", "evalsha", "script|load", "exists", "ping", "info", "command|info", "subscribe", "unsubscribe", "wait", "xread",
         "xreadgroup", "smembers", "client|getname", "client|id", "client|info", "client|kill", "client|setname", "client|unblock"];

    [Fact]
    public void They_are_what_the_scripts_call_and_a_few_commands_more()
    {
        var scripted = typeof(Script).Assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".lua", StringComparison.Ordinal))
            .SelectMany(name => CommandsIn(typeof(Script).Assembly, name));

        var granted = LeastRights.Of("orders").Where(word => word.StartsWith('+')).Select(word => word[1..]);

        Assert.Equal(scripted.Concat(CalledDirectly).Distinct().Order(StringComparer.Ordinal), granted.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Nothing_that_is_needed_is_refused()
    {
        // On a server of its own: another user's bus would leave the scripts there.
        await using var server = await RedisServer.StartAsync(new RedisServerOptions(), TestContext.Current.CancellationToken);
        var virtualHost = NewVirtualHost();
        var address = await LeastRights.GrantAsync(server, virtualHost);
        await using (var bus = await TriedBus.StartAsync(address, Demanding, DemandingEndpoint, virtualHost))
        {
            await bus.ConsumeOneAsync();
            await bus.PublishAsync();
            await bus.ScheduleAsync(TimeSpan.FromMilliseconds(50));
            await Eventually.True(() => bus.ConsumedNumbers.Count(number => number == 0) == 2);
            await Eventually.True(async () => (await bus.ServerHealthAsync()).Status == HealthStatus.Healthy);
            Assert.Equal(0, await bus.Queues.PurgeAsync("orders"));
            Assert.Contains("orders", await bus.Queues.ListQueuesAsync());
            Assert.NotEmpty(await bus.Queues.ListTopicsAsync());
            Assert.DoesNotContain(bus.Log, line => line.Contains("NOPERM", StringComparison.Ordinal));
        }

        Assert.Empty((await FindRefusedAsync(server, virtualHost)).Except(DoneWithout));
    }

    [Fact]
    public async Task Other_virtual_hosts_and_other_keys_are_out_of_reach()
    {
        var virtualHost = NewVirtualHost();
        var address = await LeastRights.GrantAsync(redis.Server, virtualHost);

        await using var bus = await TriedBus.StartAsync(address, virtualHost: NewVirtualHost());

        await Eventually.True(async () => (await bus.ServerHealthAsync()).Description.Contains(Advice, StringComparison.Ordinal));
        Assert.Contains(Advice, await bus.FailToSendAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_channel_everything_works_and_nothing_is_asked_without_pause()
    {
        await using var server = await RedisServer.StartAsync(new RedisServerOptions(), TestContext.Current.CancellationToken);
        var virtualHost = NewVirtualHost();
        var address = await LeastRights.GrantAsync(server, virtualHost);
        await server.ExecuteAsync("ACL", "SETUSER", virtualHost, "resetchannels");

        await using var bus = await TriedBus.StartAsync(address, virtualHost: virtualHost);

        await bus.ConsumeOneAsync();
        await bus.ScheduleAsync(TimeSpan.FromMilliseconds(50));
        await Eventually.True(() => bus.ConsumedNumbers.Contains(0));
        await Load.AssertLowAsync(server);
    }

    private protected override IReadOnlyList<RedisServer> Servers => [redis.Server];

    private protected override async Task<BusHost> StartAsync(
        Action<IBusRegistrationConfigurator>? register = null, Action<IBusRegistrationContext, IRedisStreamsBusFactoryConfigurator>? configure = null)
    {
        var virtualHost = NewVirtualHost();
        return await BusHost.StartAsync(await LeastRights.GrantAsync(redis.Server, virtualHost), register, configure, virtualHost: virtualHost);
    }

    private static void Demanding(IRedisStreamsHostConfigurator host)
    {
        host.DeduplicationWindow = TimeSpan.FromMinutes(1);
        host.SendTimeout = TimeSpan.FromSeconds(10);
    }

    private static void DemandingEndpoint(IRedisStreamsReceiveEndpointConfigurator endpoint)
    {
        endpoint.PartitionCount = 2;
        endpoint.MaxLength = 1000;
        endpoint.MaxBytes = 1 << 24;
        endpoint.AutoDeleteOnIdle = TimeSpan.FromMinutes(5);
        endpoint.LeaseDuration = TimeSpan.FromSeconds(1);
    }

    private static string NewVirtualHost() => $"least-{Guid.NewGuid():N}";

    private static IEnumerable<string> CommandsIn(Assembly assembly, string script)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(script)!);
        var text = reader.ReadToEnd();
        return CommandPattern().Matches(text).Select(match => Name(match.Groups["name"].Value, match.Groups["verb"].Value).ToLowerInvariant());
    }

    private static string Name(string command, string verb) => command is "XGROUP" or "XINFO" or "MEMORY" ? $"{command}|{verb}" : command;

    private static async Task<IReadOnlyList<string>> FindRefusedAsync(RedisServer server, string user)
    {
        var lines = (await server.ExecuteAsync("ACL", "LOG", "128")).Split('\n', StringSplitOptions.TrimEntries);
        return [.. Enumerable.Range(0, lines.Length - 1).Where(i => lines[i] == "username" && lines[i + 1] == user).Select(i => lines[i - 1]).Distinct()];
    }

    // A command is the first word of a call, or one of the two that a function is given.
    [GeneratedRegex(@"call\('(?<name>[A-Z]+)'(, '(?<verb>[A-Z]+)')?|'(?<name>SRANDMEMBER|HRANDFIELD)'")]
    private static partial Regex CommandPattern();
}
