using System.Net;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Connection;

/// <summary>One reader's connection for blocking reads, and the way to end such a read early.</summary>
internal sealed class ReaderConnection : IAsyncDisposable
{
    private readonly ConnectionMultiplexer _multiplexer;
    private readonly RedisConnection _commands;
    private readonly EndPoint? _server;
    private volatile Client? _client;
    private Client? _lastClient;

    /// <param name="multiplexer">Owned.</param>
    /// <param name="commands">The bus' connection for commands.</param>
    /// <param name="server">The only server that it can reach; null when it finds its way itself.</param>
    public ReaderConnection(ConnectionMultiplexer multiplexer, RedisConnection commands, EndPoint? server)
    {
        (_multiplexer, _commands, _server) = (multiplexer, commands, server);
        Database = multiplexer.GetDatabase();

        // Another connection, perhaps to another node, has another id.
        multiplexer.ConnectionFailed += (_, _) => _client = null;
        multiplexer.HashSlotMoved += (_, _) => _client = null;
    }

    /// <summary>For blocking reads of one reader, one after the other, and nothing else.</summary>
    public IDatabase Database { get; }

    /// <summary>Whether <see cref="UnblockAsync"/> can end a read.</summary>
    public bool CanUnblock => _client is { Endpoint: not null };

    /// <summary>
    /// Whether the server flushes to its disk whatever it wrote before it answers (<c>appendfsync always</c>). Not known of a server that does
    /// not tell; then no.
    /// </summary>
    public bool FlushesAlways => _client is { FlushesAlways: true };

    /// <summary>
    /// Learns the connection's id if it isn't known, and how the server writes. The reader calls it before it blocks, for afterwards the answer would wait behind the
    /// read.
    /// </summary>
    public async ValueTask IdentifyAsync()
    {
        if (_client is not null)
            return;

        var endpoint = await Database.IdentifyEndpointAsync(_commands.Keys.Prefix) ?? _multiplexer.GetEndPoints()[0];
        try
        {
            var server = _multiplexer.GetServer(endpoint);
            var words = ((string)(await server.ExecuteAsync("CLIENT", "INFO"))!).Split(' ');
            _client = _lastClient = new Client(endpoint, Word(words, "id="), Word(words, "addr="), await FlushesAlwaysAsync(server));
        }
        catch (RedisServerException)
        {
            // The user may not ask. Then reads can't be ended early, so they must be short.
            _client = Client.Unknown;
        }
    }

    /// <summary>Whether it reads where commands are sent. A primary that was cut off from its Sentinels still lets its readers wait.</summary>
    public ValueTask<bool> IsWhereCommandsGoAsync() => _commands.IsAtAsync(_server);

    /// <summary>Ends the read that waits at the server now, if any (<c>CLIENT UNBLOCK</c>).</summary>
    /// <returns>Whether one did; a read on its way to the server doesn't yet.</returns>
    /// <exception cref="RedisException">
    /// The server refuses; the read then ends by itself after <see cref="ConnectionTarget.LongestWait"/>.
    /// </exception>
    /// <exception cref="ArgumentException">The server is none of ours any more.</exception>
    public async Task<bool> UnblockAsync() =>
        _client is { Endpoint: { } endpoint } client && (long)await _commands.ServerAt(endpoint).ExecuteAsync("CLIENT", "UNBLOCK", client.Id) == 1;

    /// <summary>Ends the connection at the server too: a read that still waits there would take an entry that nobody gets.</summary>
    public async ValueTask KillAsync()
    {
        if (_lastClient is { Endpoint: { } endpoint } client)
        {
            try
            {
                // The address too: a server that was restarted gives its ids again, and this one may be somebody else's now.
                await _commands.ServerAt(endpoint).ExecuteAsync("CLIENT", "KILL", "ID", client.Id, "ADDR", client.Address);
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException or ArgumentException)
            {
                // Out of reach, refused, or a server that is none of ours any more: what it takes is delivered again when its lease ends.
            }
        }

        await DisposeAsync();
    }

    /// <summary>Doesn't wait for a read that is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        await _multiplexer.CloseAsync(allowCommandsToComplete: false);
        await _multiplexer.DisposeAsync();
    }

    private static async Task<bool> FlushesAlwaysAsync(IServer server)
    {
        try
        {
            var settings = (await server.ConfigGetAsync("append*")).ToDictionary(StringComparer.OrdinalIgnoreCase);
            return settings.GetValueOrDefault("appendonly") == "yes" && settings.GetValueOrDefault("appendfsync") == "always";
        }
        catch (Exception exception) when (exception is RedisServerException or RedisCommandException)
        {
            return false; // The user may not ask, or the service has no such command.
        }
    }

    private static string Word(string[] words, string name) => words.First(word => word.StartsWith(name, StringComparison.Ordinal))[name.Length..];

    private sealed record Client(EndPoint? Endpoint, string Id, string Address, bool FlushesAlways)
    {
        public static readonly Client Unknown = new(null, "", "", FlushesAlways: false);
    }
}
