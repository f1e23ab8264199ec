using Corporation.LocalServers;

namespace Corporation.Hq.Tests.LegacyStreams;

/// <summary>A Redis server for the tests of a class, in which each has streams of its own.</summary>
public sealed class LegacyRedis : IAsyncLifetime
{
    public RedisServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await RedisServer.StartAsync(new RedisServerOptions { AppendOnly = true }, CancellationToken.None);

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
