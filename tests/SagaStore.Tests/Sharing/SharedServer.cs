using Corporation.LocalServers;
using Corporation.SagaStore.Tests.Sharing;

[assembly: AssemblyFixture(typeof(SharedServer))]

namespace Corporation.SagaStore.Tests.Sharing;

/// <summary>One PostgreSQL for all tests that leave it alone; each test has a database of its own.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    private PostgreSqlServer? _server;

    public PostgreSqlServer Server => _server ?? throw new InvalidOperationException("The server has not been started.");

    public async ValueTask InitializeAsync() => _server = await PostgreSqlServer.StartAsync(["max_connections=300"], CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }
}
