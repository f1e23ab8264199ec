using Corporation.LocalServers;
using MassTransit;

namespace Corporation.RedisStreams.Tests.Serving;

/// <summary>How a bus is told of more than one server.</summary>
internal static class Addresses
{
    /// <summary>For the host's configuration: all nodes but the first, which is in the address.</summary>
    public static void AddOthers(this IRedisStreamsHostConfigurator host, IEnumerable<RedisServer> servers)
    {
        foreach (var server in servers.Skip(1))
            host.AddEndpoint(LocalServer.Host, server.Port);
    }

    /// <summary>A virtual host whose keys are on the node.</summary>
    public static async Task<string> FindVirtualHostAsync(this RedisCluster cluster, RedisServer node)
    {
        for (var i = 0; ; i++)
        {
            var name = $"v{i}-{Guid.NewGuid():N}";
            if (await cluster.NodeOfAsync($"mt:{{{name}}}:") == node)
                return name;
        }
    }
}
