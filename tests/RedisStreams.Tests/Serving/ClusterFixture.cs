using Corporation.LocalServers;

namespace Corporation.RedisStreams.Tests.Serving;

/// <summary>A cluster for tests that don't harm it.</summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    private RedisCluster? _cluster;

    public RedisCluster Cluster => _cluster ?? throw new InvalidOperationException("Not started yet.");

    public async ValueTask InitializeAsync() => _cluster = await RedisCluster.StartAsync(new RedisServerOptions(), CancellationToken.None);

    public ValueTask DisposeAsync() => _cluster?.DisposeAsync() ?? ValueTask.CompletedTask;
}
