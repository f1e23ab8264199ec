using Corporation.LocalServers;

namespace Corporation.RedisStreams.Tests.Serving;

/// <summary>A server that speaks TLS only, and asks for a password.</summary>
public sealed class TlsFixture : IAsyncLifetime
{
    private RedisServer? _server;

    public RedisServer Server => _server ?? throw new InvalidOperationException("Not started yet.");

    public async ValueTask InitializeAsync() =>
        _server = await RedisServer.StartAsync(new RedisServerOptions { Tls = true, Password = "secret" }, CancellationToken.None);

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
