using StackExchange.Redis;

namespace Corporation.RedisStreams.Connection;

/// <summary>One reader's connection for blocking reads, and the way to end such a read early.</summary>
internal sealed class ReaderConnection : IAsyncDisposable
{
    private readonly ConnectionMultiplexer _multiplexer;
    private readonly RedisConnection _commands;
    private volatile Client? _client;
    private Client? _lastClient;

    public ReaderConnection(ConnectionMultiplexer multiplexer, RedisConnection commands)
    {
        _multiplexer = multiplexer;
        _commands = commands;
        Database = multiplexer.GetDatabase();

        // Another connection, perhaps to another node, has another id.
        multiplexer.ConnectionFailed += (_, _) => _client = null;
    }

    /// <summary>For blocking reads of one reader, one after the other, and nothing else.</summary>
    public IDatabase Database { get; }

    /// <summary>
    /// Learns the connection's id if it isn't known. The reader calls it before it blocks, for afterwards the answer would wait behind the
    /// read.
    /// </summary>
    public async ValueTask IdentifyAsync()
    {
        if (_client is not null)
            return;

        var endpoint = await Database.IdentifyEndpointAsync(_commands.Keys.Prefix) ?? _multiplexer.GetEndPoints()[0];
        var id = (long)await _multiplexer.GetServer(endpoint).ExecuteAsync("CLIENT", "ID");
        _client = _lastClient = new Client(endpoint, id);
    }

    /// <summary>Ends the read that waits at the server now, if any (<c>CLIENT UNBLOCK</c>).</summary>
    /// <returns>Whether one did; a read on its way to the server doesn't yet.</returns>
    /// <exception cref="RedisException">
    /// The server refuses; the read then ends by itself after <see cref="ConnectionTarget.BlockingRead"/>.
    /// </exception>
    public async Task<bool> UnblockAsync() =>
        _client is { } client && (long)await _commands.ServerAt(client.Endpoint).ExecuteAsync("CLIENT", "UNBLOCK", client.Id) == 1;

    /// <summary>Ends the connection at the server too: a read that still waits there would take an entry that nobody gets.</summary>
    public async ValueTask KillAsync()
    {
        if (_lastClient is { } client)
        {
            try
            {
                await _commands.ServerAt(client.Endpoint).ExecuteAsync("CLIENT", "KILL", "ID", client.Id);
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
            {
                // Out of reach, or refused: what it takes is delivered again when its lease ends.
            }
        }

        await DisposeAsync();
    }

    public ValueTask DisposeAsync() => _multiplexer.DisposeAsync();

    private sealed record Client(System.Net.EndPoint Endpoint, long Id);
}
