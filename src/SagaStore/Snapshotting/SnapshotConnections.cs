using System.Collections.Concurrent;
using StackExchange.Redis;

namespace Corporation.SagaStore.Snapshotting;

/// <summary>The connections that the registrations describe, one for each configuration; those that the program hands in are not among them.</summary>
internal sealed class SnapshotConnections : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Task<ConnectionMultiplexer>>> _connections = new(StringComparer.Ordinal);

    public async ValueTask<IDatabase> OpenAsync(ConfigurationOptions options)
    {
        options = options.Clone();

        // A server that is away at the start is found later, by the same connection.
        options.AbortOnConnectFail = false;
#pragma warning disable VSTHRD011 // Nothing here runs under a synchronization context.
        var connection = _connections.GetOrAdd(
            options.ToString(includePassword: true), _ => new Lazy<Task<ConnectionMultiplexer>>(() => ConnectionMultiplexer.ConnectAsync(options)));
        return (await connection.Value).GetDatabase();
#pragma warning restore VSTHRD011
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections.Values.Select(connection => connection.Value).Where(connecting => connecting.IsCompletedSuccessfully))
            await (await connection).DisposeAsync();
    }
}
