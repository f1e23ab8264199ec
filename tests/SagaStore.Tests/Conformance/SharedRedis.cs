using Corporation.LocalServers;
using Corporation.SagaStore.Tests.Conformance;

[assembly: AssemblyFixture(typeof(SharedRedis))]

namespace Corporation.SagaStore.Tests.Conformance;

/// <summary>One Redis for all tests that leave it alone; each test has a key prefix of its own.</summary>
public sealed class SharedRedis : IAsyncLifetime
{
    private RedisServer? _server;

    public RedisServer Server => _server ?? throw new InvalidOperationException("The server has not been started.");

    public async ValueTask InitializeAsync() => _server = await RedisServer.StartAsync(new RedisServerOptions(), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }
}
