using Corporation.LocalServers;

namespace Corporation.Hq.Tests.Hosts;

/// <summary>A PostgreSQL for the tests of a class, in which each makes databases of its own.</summary>
public sealed class EmptyServer : IAsyncLifetime
{
    public PostgreSqlServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await PostgreSqlServer.StartAsync([], CancellationToken.None);

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
