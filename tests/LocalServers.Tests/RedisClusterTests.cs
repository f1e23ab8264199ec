namespace Corporation.LocalServers.Tests;

public sealed class RedisClusterTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Three_nodes_share_all_slots_and_a_killed_one_comes_back_with_its_share()
    {
        await using var cluster = await RedisCluster.StartAsync(
            new RedisServerOptions { AppendOnly = true, AppendFsync = "always" }, Token);
        var keys = new[] { "{a}", "{b}", "{c}", "{d}", "{e}", "{f}" };
        foreach (var key in keys)
            await (await cluster.NodeOfAsync(key)).ExecuteAsync("SET", key, key);

        var nodes = await Task.WhenAll(keys.Select(cluster.NodeOfAsync));
        Assert.True(nodes.Distinct().Count() > 1);

        await nodes[0].KillAsync();
        await nodes[0].RestartAsync(Token);
        await cluster.WaitUntilWholeAsync(Token);
        Assert.Equal(keys[0], await nodes[0].ExecuteAsync("GET", keys[0]));
    }
}
