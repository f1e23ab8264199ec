using Corporation.LocalServers;
using Corporation.TransportBench.Resources;

namespace Corporation.TransportBench.Serving;

/// <summary>A server process that a transport needs.</summary>
internal sealed class Broker(LocalServer server, string version)
{
    public string Version => version;

    public int Port => server.Port;

    public Uri Url => server switch
    {
        RedisServer redis => redis.Url,
        RabbitMqServer rabbit => rabbit.Url,
        _ => throw new InvalidOperationException($"{server.GetType().Name} has no URL that a transport could use."),
    };

    /// <summary>CPU time since its start, null where the system does not tell.</summary>
    public TimeSpan? Cpu => ProcessStat.Cpu(server.ProcessId);

    /// <summary>Resident memory in bytes, null where the system does not tell.</summary>
    public long? Memory => ProcessStat.Memory(server.ProcessId);

    /// <summary>How many commands it has executed since its start; null when it does not speak Redis.</summary>
    /// <remarks>INFO commandstats. The question itself counts with the next one.</remarks>
    public async Task<CommandCounts?> CountCommandsAsync() =>
        server is RedisServer redis ? CommandCounts.Parse(await redis.ExecuteAsync("INFO", "commandstats")) : null;

    public static async Task<Broker> StartRedisAsync(List<LocalServer> started, string appendFsync, CancellationToken cancellationToken)
    {
        const string Version = "redis_version:";
        var options = new RedisServerOptions { AppendOnly = true, AppendFsync = appendFsync };
        var server = await RedisServer.StartAsync(options, cancellationToken);
        started.Add(server);

        var lines = (await server.ExecuteAsync("INFO", "server")).Split('\n', StringSplitOptions.TrimEntries);
        var version = lines.First(line => line.StartsWith(Version, StringComparison.Ordinal))[Version.Length..];
        return new Broker(server, $"redis-server {version}, append-only file, appendfsync {appendFsync}");
    }

    public static async Task<Broker> StartRabbitMqAsync(List<LocalServer> started, CancellationToken cancellationToken)
    {
        var server = await RabbitMqServer.StartAsync([], cancellationToken);
        started.Add(server);
        return new Broker(server, $"rabbitmq-server {(await server.ExecuteAsync("version")).Trim()}");
    }
}
