using System.Net;
using Corporation.RedisStreams.Addressing;
using Corporation.RedisStreams.Protocol;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Connection;

/// <summary>The connection of one bus to its server: shared for commands, and a source of connections of their own for readers.</summary>
internal sealed class RedisConnection : IAsyncDisposable
{
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(500);

    private readonly ConnectionTarget _target;
    private readonly ConnectionMultiplexer _multiplexer;

    private RedisConnection(ConnectionTarget target, ConnectionMultiplexer multiplexer)
    {
        _target = target;
        _multiplexer = multiplexer;
        Keys = new StreamKeys(target.VirtualHost);
        Database = multiplexer.GetDatabase();
        multiplexer.ConnectionRestored += (_, _) => Restored?.Invoke();
    }

    /// <summary>
    /// After the connection was lost: the server may be another one now, or have lost its keys. On any thread; quick and without throwing.
    /// </summary>
    public event Action? Restored;

    public StreamKeys Keys { get; }

    /// <summary>The server's endpoints, for messages to people.</summary>
    public string ServerName => string.Join(", ", _target.Options.EndPoints.Select(FirstContact.Text));

    public VirtualHostName VirtualHost => _target.VirtualHost;

    /// <summary>For every command but a blocking one.</summary>
    public IDatabase Database { get; }

    /// <summary>For the wake channel.</summary>
    public ISubscriber Subscriber => _multiplexer.GetSubscriber();

    /// <summary>Whether the client is connected to a server that takes writes.</summary>
    public bool IsConnected => _multiplexer.IsConnected;

    /// <summary>The node at an endpoint, for commands about one node.</summary>
    public IServer ServerAt(EndPoint endpoint) => _multiplexer.GetServer(endpoint);

    /// <summary>The node that holds this virtual host's keys: in a cluster the primary of their slot.</summary>
    public async Task<IServer> FindServerAsync() =>
        _multiplexer.GetServer(await Database.IdentifyEndpointAsync(Keys.Prefix) ?? _multiplexer.GetEndPoints()[0]);

    /// <summary>Asks for what every step needs: the database, the right to its keys, and a server that takes writes.</summary>
    /// <exception cref="RedisCommandException">The server does not have the database.</exception>
    /// <exception cref="RedisServerException">The user has no right to the keys of the virtual host.</exception>
    /// <exception cref="RedisStreamsException">The server is a replica.</exception>
    public async Task CheckAsync()
    {
        await Database.KeyExistsAsync(Keys.Queues);
        if ((await FindServerAsync()).IsReplica)
            throw new RedisStreamsException("READONLY: it is a replica");
    }

    /// <exception cref="RedisConnectionException">The server can't be reached, or refuses the credentials.</exception>
    /// <exception cref="TimeoutException">It did not answer within the time that connecting may take.</exception>
    public static async Task<RedisConnection> OpenAsync(ConnectionTarget target, CancellationToken cancellationToken)
    {
        var multiplexer = await ConnectAsync(target.ForCommands(), cancellationToken);
        return new RedisConnection(target, multiplexer);
    }

    /// <summary>Opens a connection for one reader's blocking reads.</summary>
    /// <exception cref="RedisConnectionException">The server can't be reached, or refuses the credentials.</exception>
    /// <exception cref="TimeoutException">It did not answer within the time that connecting may take.</exception>
    public async Task<ReaderConnection> OpenReaderAsync(CancellationToken cancellationToken)
    {
        var multiplexer = await ConnectAsync(_target.ForReading(), cancellationToken);
        return new ReaderConnection(multiplexer, this);
    }

    /// <summary>Opens a connection whose commands stall those behind them for up to a time, and must not stall others.</summary>
    /// <exception cref="RedisConnectionException">The server can't be reached, or refuses the credentials.</exception>
    public async Task<RedisConnection> OpenStallingAsync(TimeSpan stall, CancellationToken cancellationToken)
    {
        var options = _target.ForCommands();
        options.AsyncTimeout += (int)stall.TotalMilliseconds;
        return new RedisConnection(_target, await ConnectAsync(options, cancellationToken));
    }

    public ValueTask DisposeAsync() => _multiplexer.DisposeAsync();

    private static async Task<ConnectionMultiplexer> ConnectAsync(ConfigurationOptions options, CancellationToken cancellationToken)
    {
        var connecting = ConnectionMultiplexer.ConnectAsync(options);
        try
        {
            // Where nobody listens, the client (3.4.35) now and then notices only after the time that a command may take, for a reader 30 s.
            // A little more than its own time, at the end of which it says what is wrong.
            return await connecting.WaitAsync(TimeSpan.FromMilliseconds(options.ConnectTimeout) + Slack, cancellationToken);
        }
        catch (Exception exception) when (exception is OperationCanceledException or TimeoutException)
        {
            // The client can't be told to stop connecting; whatever comes of it must not stay open.
            _ = connecting.ContinueWith(static late => late.Result.Dispose(), CancellationToken.None,
                TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            throw;
        }
    }
}
