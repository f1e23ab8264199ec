namespace Corporation.RedisStreams.Tests.Serving;

/// <summary>Each virtual host lies on one node, so several of them use several nodes.</summary>
public sealed class When_virtual_hosts_share_a_cluster(ClusterFixture fixture) : IClassFixture<ClusterFixture>
{
    [Fact]
    public async Task Each_has_all_its_keys_on_its_node_and_its_messages_for_itself()
    {
        var nodes = fixture.Cluster.Nodes;
        var buses = new List<TriedBus>();
        try
        {
            foreach (var node in nodes)
                buses.Add(await OpenAsync(await fixture.Cluster.FindVirtualHostAsync(node)));

            for (var i = 0; i < buses.Count; i++)
            {
                for (var message = 0; message <= i; message++)
                    await buses[i].SendAsync();
                await buses[i].ScheduleAsync(TimeSpan.FromMilliseconds(50));
            }

            for (var i = 0; i < buses.Count; i++)
            {
                var (bus, expected) = (buses[i], i + 2);
                await Eventually.True(() => bus.Consumed >= expected);
                Assert.Equal([.. Enumerable.Range(0, expected)], bus.ConsumedNumbers.Order());
                Assert.NotEqual("", await nodes[i].ExecuteAsync("KEYS", bus.Prefix + "*"));
                foreach (var other in nodes.Where(other => other != nodes[i]))
                    Assert.Equal("", await other.ExecuteAsync("KEYS", bus.Prefix + "*"));
            }
        }
        finally
        {
            foreach (var bus in buses)
                await bus.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_user_with_the_least_rights_may_use_one_on_any_node()
    {
        var nodes = fixture.Cluster.Nodes;
        var virtualHost = await fixture.Cluster.FindVirtualHostAsync(nodes[2]);
        foreach (var node in nodes)
        {
            await LeastRights.GrantAsync(node, virtualHost);
            await node.ExecuteAsync("ACL", "SETUSER", virtualHost, "+cluster|nodes");
        }

        await using var bus = await OpenAsync(virtualHost, LeastRights.AddressOf(nodes[0], virtualHost));

        await bus.ConsumeOneAsync();
        await bus.ScheduleAsync(TimeSpan.FromMilliseconds(50));
        await Eventually.True(() => bus.ConsumedNumbers.Contains(0));
    }

    private Task<TriedBus> OpenAsync(string virtualHost, Uri? address = null) => TriedBus.StartAsync(
        address ?? fixture.Cluster.Nodes[0].Url,
        host =>
        {
            host.SendTimeout = TimeSpan.FromSeconds(10);
            host.AddOthers(fixture.Cluster.Nodes);
        },
        virtualHost: virtualHost);
}
