using System.Diagnostics;

namespace Corporation.LocalServers;

/// <summary>A primary, two replicas and three sentinels that watch them.</summary>
public sealed class RedisSentinelSet : IAsyncDisposable
{
    /// <summary>Under which name the sentinels know the primary.</summary>
    public const string ServiceName = "corporation";

    private const int Replicas = 2;
    private const int SentinelCount = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly List<RedisServer> _servers = [];
    private readonly List<RedisServer> _sentinels = [];

    private RedisSentinelSet()
    {
    }

    /// <summary>The three that store, whatever their role is at the moment.</summary>
    public IReadOnlyList<RedisServer> Servers => _servers;

    public IReadOnlyList<RedisServer> Sentinels => _sentinels;

    /// <summary>For StackExchange.Redis: the sentinels and the service's name.</summary>
    public string ConnectionString =>
        $"{string.Join(',', _sentinels.Select(sentinel => $"{LocalServer.Host}:{sentinel.Port}"))},serviceName={ServiceName}";

    /// <summary>Returns when all sentinels know each other and the replicas, and the replicas are in step.</summary>
    public static async Task<RedisSentinelSet> StartAsync(RedisServerOptions options, CancellationToken cancellationToken)
    {
        var set = new RedisSentinelSet();
        try
        {
            await set.StartServersAsync(options, cancellationToken);
            await WaitUntilAsync(set.IsCompleteAsync, "The sentinels did not find each other and the replicas", cancellationToken);
            return set;
        }
        catch
        {
            await set.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whom most sentinels name as primary now; null while they are not of one mind.</summary>
    public async Task<RedisServer?> FindPrimaryAsync()
    {
        var votes = await Task.WhenAll(_sentinels.Where(sentinel => sentinel.IsRunning).Select(PrimaryOfAsync));
        return votes.GroupBy(port => port).Where(port => port.Count() * 2 > SentinelCount)
            .Select(port => _servers.Find(server => server.Port == port.Key))
            .FirstOrDefault();
    }

    /// <summary>Asks for a change of the primary, as before maintenance, and waits until it is done.</summary>
    /// <returns>The new primary.</returns>
    public async Task<RedisServer> FailOverAsync(CancellationToken cancellationToken)
    {
        var before = await FindPrimaryAsync() ?? throw new LocalServerException("The sentinels name no primary; wait for one first.");
        await _sentinels[0].ExecuteAsync("SENTINEL", "FAILOVER", ServiceName);
        return await WaitForOtherPrimaryAsync(before, cancellationToken);
    }

    /// <summary>Waits until most sentinels name another primary and it takes writes. For after a kill of the old one.</summary>
    public async Task<RedisServer> WaitForOtherPrimaryAsync(RedisServer before, CancellationToken cancellationToken)
    {
        RedisServer? primary = null;
        await WaitUntilAsync(
            async () => (primary = await FindPrimaryAsync()) is not null && primary != before && await RoleOfAsync(primary) == "master",
            $"The sentinels named no other primary than {LocalServer.Host}:{before.Port}",
            cancellationToken);
        return primary!; // The condition holds only with one.
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _sentinels.Concat(_servers))
            await server.DisposeAsync();
    }

    private static async Task<string> RoleOfAsync(RedisServer server) =>
        server.IsRunning ? (await server.ExecuteAsync("ROLE")).Split('\n')[0] : "dead";

    private static async Task<int> PrimaryOfAsync(RedisServer sentinel)
    {
        var address = (await sentinel.ExecuteAsync("SENTINEL", "GET-MASTER-ADDR-BY-NAME", ServiceName)).Split('\n');
        return address.Length == 2 && int.TryParse(address[1], out var port) ? port : 0;
    }

    private static async Task WaitUntilAsync(Func<Task<bool>> condition, string failure, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed > Patience)
                throw new LocalServerException($"{failure} within {Patience}.");
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }

    private async Task StartServersAsync(RedisServerOptions options, CancellationToken cancellationToken)
    {
        var primary = await RedisServer.StartAsync(options, cancellationToken);
        _servers.Add(primary);
        string[] following = [$"replicaof {LocalServer.Host} {primary.Port}", "repl-diskless-sync-delay 0"];
        var follower = options with { ConfigLines = [.. options.ConfigLines, .. following] };
        for (var i = 0; i < Replicas; i++)
            _servers.Add(await RedisServer.StartAsync(follower, cancellationToken));

        var watcher = new RedisServerOptions
        {
            Sentinel = true,
            ConfigLines =
            [
                $"sentinel monitor {ServiceName} {LocalServer.Host} {primary.Port} {SentinelCount / 2 + 1}",
                $"sentinel down-after-milliseconds {ServiceName} 1000",
                $"sentinel failover-timeout {ServiceName} 5000",
            ],
        };
        for (var i = 0; i < SentinelCount; i++)
            _sentinels.Add(await RedisServer.StartAsync(watcher, cancellationToken));
    }

    private async Task<bool> IsCompleteAsync()
    {
        foreach (var sentinel in _sentinels)
        {
            var lines = (await sentinel.ExecuteAsync("SENTINEL", "MASTER", ServiceName)).Split('\n');
            var facts = lines.Chunk(2).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1]);
            var seen = (facts["num-slaves"], facts["num-other-sentinels"], facts["flags"]);
            if (seen != ($"{Replicas}", $"{SentinelCount - 1}", "master"))
                return false;
        }

        foreach (var replica in _servers.Skip(1))
        {
            if (!(await replica.ExecuteAsync("INFO", "replication")).Contains("master_link_status:up", StringComparison.Ordinal))
                return false;
        }

        return true;
    }
}
