using Corporation.LocalServers;
using Corporation.RedisStreams.Sending;

namespace Corporation.RedisStreams.Tests.Serving;

/// <summary>Each on a cluster of its own, for they harm it.</summary>
public sealed class When_a_cluster_changes
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_that_is_killed_and_comes_back_loses_nothing()
    {
        await using var cluster = await StartAsync();
        var node = cluster.Nodes[1];
        await using var bus = await OpenAsync(cluster, await cluster.FindVirtualHostAsync(node));
        await using var traffic = new Traffic(bus);
        await traffic.FlowAsync(100);

        await node.RestartAsync(Token);
        await traffic.FlowAsync(100);

        Assert.Empty(await traffic.FindLostAsync());
        Assert.Equal(0, traffic.Failures);
    }

    [Fact]
    public async Task A_virtual_host_that_moves_to_another_node_loses_nothing()
    {
        await using var cluster = await StartAsync();
        var (from, to) = (cluster.Nodes[0], cluster.Nodes[2]);
        await using var bus = await OpenAsync(cluster, await cluster.FindVirtualHostAsync(from));
        await using var traffic = new Traffic(bus);
        await traffic.FlowAsync(100);

        var slot = await from.ExecuteAsync("CLUSTER", "KEYSLOT", bus.Prefix);
        await cluster.MoveSlotAsync(slot, from, to);
        await traffic.FlowAsync(100);

        var lost = await traffic.FindLostAsync();
        Assert.Empty(lost);
        Assert.Equal(0, traffic.Failures);
        Assert.Equal("0", await from.ExecuteAsync("CLUSTER", "COUNTKEYSINSLOT", slot));
    }

    [Fact]
    public async Task A_connection_that_only_sends_finds_the_new_node()
    {
        await using var cluster = await StartAsync();
        var (from, to) = (cluster.Nodes[0], cluster.Nodes[2]);
        var virtualHost = await cluster.FindVirtualHostAsync(from);
        await using var half = await SendingHalf.OpenAsync(from.ConnectionString, virtualHost, new SenderSettings { RetryDuration = TimeSpan.FromSeconds(20) });
        await half.SendAsync("before", SendingHalf.ToQueue("orders"));

        await cluster.MoveSlotAsync(await from.ExecuteAsync("CLUSTER", "KEYSLOT", half.Keys.Prefix), from, to);
        await half.SendAsync("after", SendingHalf.ToQueue("orders"));

        Assert.Equal(["before", "after"], await half.BodiesAsync("orders"));
    }

    private static Task<RedisCluster> StartAsync() =>
        RedisCluster.StartAsync(new RedisServerOptions { AppendOnly = true, AppendFsync = "always" }, Token);

    private static Task<TriedBus> OpenAsync(RedisCluster cluster, string virtualHost) => TriedBus.StartAsync(
        cluster.Nodes[0].Url,
        host =>
        {
            host.SendTimeout = TimeSpan.FromMinutes(2);
            host.DeduplicationWindow = TimeSpan.FromMinutes(5);
            host.AddOthers(cluster.Nodes);
        },
        virtualHost: virtualHost);
}
