using Corporation.LocalServers;

namespace Corporation.RedisStreams.Tests.Serving;

/// <summary>A managed service, or a name in a cluster of containers: one address, behind which another server becomes the primary.</summary>
public sealed class When_an_address_moves
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_new_primary_is_found_although_the_old_one_keeps_its_connections()
    {
        await using var old = await RedisServer.StartAsync(new RedisServerOptions(), Token);
        await using var next = await RedisServer.StartAsync(new RedisServerOptions { ConfigLines = [$"replicaof {LocalServer.Host} {old.Port}"] }, Token);
        await Eventually.True(async () => (await next.ExecuteAsync("INFO", "replication")).Contains("master_link_status:up", StringComparison.Ordinal));
        await using var address = new MovingAddress(old.Port);
        await using var bus = await TriedBus.StartAsync(
            new Uri($"redis://{LocalServer.Host}:{address.Port}"), host => host.SendTimeout = TimeSpan.FromSeconds(30));
        await bus.ConsumeOneAsync();

        address.LeadTo(next.Port);
        await next.ExecuteAsync("REPLICAOF", "NO", "ONE");
        await old.ExecuteAsync("REPLICAOF", LocalServer.Host, $"{next.Port}");

        await bus.ConsumeOneAsync();
        await bus.ScheduleAsync(TimeSpan.FromMilliseconds(50));
        await Eventually.True(() => bus.ConsumedNumbers.Contains(0));
    }
}
