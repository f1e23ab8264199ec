using Corporation.LocalServers;
using Corporation.RedisStreams.Tests.Framework;
using MassTransit;

namespace Corporation.RedisStreams.Tests.Serving;

/// <summary>The same promises for a virtual host on each of the three nodes.</summary>
public abstract class When_the_server_is_a_cluster(ClusterFixture fixture, int node) : BusPromises
{
    private protected override IReadOnlyList<RedisServer> Servers => fixture.Cluster.Nodes;

    private protected override async Task<BusHost> StartAsync(
        Action<IBusRegistrationConfigurator>? register = null, Action<IBusRegistrationContext, IRedisStreamsBusFactoryConfigurator>? configure = null)
    {
        var nodes = fixture.Cluster.Nodes;
        var virtualHost = await fixture.Cluster.FindVirtualHostAsync(nodes[node]);
        return await BusHost.StartAsync(nodes[0].Url, register, configure, host => host.AddOthers(nodes), virtualHost);
    }
}
