namespace Corporation.LocalServers.Tests;

public sealed class RedisSentinelSetTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_replica_takes_over_when_it_is_asked_for_and_when_the_primary_is_killed()
    {
        await using var set = await RedisSentinelSet.StartAsync(new RedisServerOptions(), Token);
        var first = set.Servers[0];
        Assert.Same(first, await set.FindPrimaryAsync());
        await first.ExecuteAsync("SET", "mission", "paint the chassis");
        await first.ExecuteAsync("WAIT", "2", "10000");

        var second = await set.FailOverAsync(Token);
        Assert.NotSame(first, second);
        Assert.Equal("paint the chassis", await second.ExecuteAsync("GET", "mission"));

        await second.KillAsync();
        var third = await set.WaitForOtherPrimaryAsync(second, Token);
        Assert.NotSame(second, third);
        await third.ExecuteAsync("SET", "mission", "polish the chassis");
    }
}
