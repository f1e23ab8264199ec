using System.Diagnostics;

namespace Corporation.LocalServers;

/// <summary>Three Redis nodes that share all slots, without replicas.</summary>
public sealed class RedisCluster : IAsyncDisposable
{
    private const int Slots = 16_384;
    private const int NodeCount = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly List<RedisServer> _nodes = [];

    private RedisCluster()
    {
    }

    public IReadOnlyList<RedisServer> Nodes => _nodes;

    /// <summary>For StackExchange.Redis: all nodes.</summary>
    public string ConnectionString => string.Join(',', _nodes.Select(node => $"{LocalServer.Host}:{node.Port}"));

    /// <summary>Returns when every node sees all slots served.</summary>
    public static async Task<RedisCluster> StartAsync(RedisServerOptions options, CancellationToken cancellationToken)
    {
        var cluster = new RedisCluster();
        try
        {
            for (var i = 0; i < NodeCount; i++)
                cluster._nodes.Add(await RedisServer.StartAsync(options with { Cluster = true }, cancellationToken));
            await cluster.JoinAsync();
            await cluster.WaitUntilWholeAsync(cancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>The node that serves the slot of a key.</summary>
    public async Task<RedisServer> NodeOfAsync(string key)
    {
        var slot = int.Parse(await _nodes[0].ExecuteAsync("CLUSTER", "KEYSLOT", key), System.Globalization.CultureInfo.InvariantCulture);
        return _nodes[Enumerable.Range(0, NodeCount).Last(node => FirstSlot(node) <= slot)];
    }

    /// <summary>Waits until every node sees all slots served; for after a restart of one.</summary>
    public async Task WaitUntilWholeAsync(CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        foreach (var node in _nodes)
        {
            while (!await IsWholeAsync(node))
            {
                if (watch.Elapsed > Patience)
                {
                    throw new LocalServerException(
                        $"Node {LocalServer.Host}:{node.Port} did not see the whole cluster within {Patience}. It said:\n{node.LogTail()}");
                }

                await Task.Delay(Pause, TimeProvider.System, cancellationToken);
            }
        }
    }

    /// <summary>Moves a slot with all its keys, key by key, as <c>redis-cli --cluster reshard</c> does.</summary>
    public async Task MoveSlotAsync(string slot, RedisServer from, RedisServer to)
    {
        var (fromId, toId) = (await from.ExecuteAsync("CLUSTER", "MYID"), await to.ExecuteAsync("CLUSTER", "MYID"));
        await to.ExecuteAsync("CLUSTER", "SETSLOT", slot, "IMPORTING", fromId);
        await from.ExecuteAsync("CLUSTER", "SETSLOT", slot, "MIGRATING", toId);
        while (await from.ExecuteAsync("CLUSTER", "GETKEYSINSLOT", slot, "1") is { Length: > 0 } key)
            await from.ExecuteAsync("MIGRATE", LocalServer.Host, $"{to.Port}", key, "0", "5000");
        foreach (var node in new[] { to, from }.Concat(_nodes).Distinct())
            await node.ExecuteAsync("CLUSTER", "SETSLOT", slot, "NODE", toId);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
    }

    private static int FirstSlot(int node) => node * Slots / NodeCount;

    private static async Task<bool> IsWholeAsync(RedisServer node)
    {
        var lines = (await node.ExecuteAsync("CLUSTER", "INFO")).Split('\n', StringSplitOptions.TrimEntries);
        string[] wanted = ["cluster_state:ok", $"cluster_known_nodes:{NodeCount}", $"cluster_slots_ok:{Slots}"];
        return wanted.All(lines.Contains);
    }

    private async Task JoinAsync()
    {
        for (var i = 0; i < NodeCount; i++)
        {
            // Different epochs from the start: otherwise the nodes need rounds to settle who is the newer.
            await _nodes[i].ExecuteAsync("CLUSTER", "SET-CONFIG-EPOCH", $"{i + 1}");
            // One by one, since ADDSLOTSRANGE came with Redis 7.
            var slots = Enumerable.Range(FirstSlot(i), FirstSlot(i + 1) - FirstSlot(i));
            await _nodes[i].ExecuteAsync(["CLUSTER", "ADDSLOTS", .. slots.Select(slot => $"{slot}")]);
        }

        foreach (var node in _nodes.Skip(1))
            await _nodes[0].ExecuteAsync("CLUSTER", "MEET", LocalServer.Host, $"{node.Port}", $"{node.ClusterPort}");
    }
}
