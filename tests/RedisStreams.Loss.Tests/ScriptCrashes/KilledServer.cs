using Corporation.LocalServers;

namespace Corporation.RedisStreams.Loss.Tests.ScriptCrashes;

/// <summary>A server that has on disk what it has answered, to be killed again and again.</summary>
public sealed class KilledServer : IAsyncLifetime
{
    private RedisServer? _server;

    internal RedisServer Server => _server ?? throw new InvalidOperationException("The server was not started.");

    public async ValueTask InitializeAsync() => _server = await RedisServer.StartAsync(
        new RedisServerOptions { AppendOnly = true, AppendFsync = "always" }, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
