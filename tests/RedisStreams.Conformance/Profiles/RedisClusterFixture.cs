using Corporation.LocalServers;
using MassTransit;

namespace Corporation.RedisStreams.Conformance.Profiles;

/// <summary>Our transport over a cluster of three nodes.</summary>
public sealed class RedisClusterFixture : RedisStreamsFixture
{
    private RedisCluster? _cluster;

    public override string Name => "redis-streams-cluster";

    public override async Task<OwnServer> StartOwnServerAsync()
    {
        var cluster = await RedisCluster.StartAsync(Durable, CancellationToken.None);
        return new OwnServer(await NodeAsync(cluster), cluster.ConnectionString, cluster);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_cluster is not null)
            await _cluster.DisposeAsync();
    }

    protected override async Task<string> StartServerAsync()
    {
        _cluster = await RedisCluster.StartAsync(new RedisServerOptions(), CancellationToken.None);
        return _cluster.ConnectionString;
    }

    protected override void Host(IRedisStreamsBusFactoryConfigurator redis, string address) => Host(redis, address, _ => { });

    protected override async Task<string> ExecuteAsync(params string[] command) => await (await NodeAsync(_cluster!)).ExecuteAsync(command);

    // All keys of a virtual host share one slot, so one node has them all.
    private static Task<RedisServer> NodeAsync(RedisCluster cluster) => cluster.NodeOfAsync("mt:{default}:queues");
}
