using Corporation.LocalServers;
using MassTransit;

namespace Corporation.RedisStreams.Conformance.Profiles;

/// <summary>Our transport over one Redis.</summary>
public sealed class RedisServerFixture : RedisStreamsFixture
{
    private RedisServer? _server;

    public override string Name => "redis-streams";

    public override async Task<OwnServer> StartOwnServerAsync()
    {
        var server = await RedisServer.StartAsync(Durable, CancellationToken.None);
        return new OwnServer(server, server.Url.ToString(), server);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
    }

    protected override async Task<string> StartServerAsync()
    {
        _server = await RedisServer.StartAsync(new RedisServerOptions(), CancellationToken.None);
        return _server.Url.ToString();
    }

    protected override void Host(IRedisStreamsBusFactoryConfigurator redis, string address) => redis.Host(address);

    protected override Task<string> ExecuteAsync(params string[] command) => _server!.ExecuteAsync(command);
}
