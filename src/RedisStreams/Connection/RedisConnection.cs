using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Corporation.RedisStreams.Addressing;
using Corporation.RedisStreams.Protocol;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Connection;

/// <summary>The connection of one bus to its server: shared for commands, and a source of connections of their own for readers.</summary>
internal sealed class RedisConnection : IAsyncDisposable
{
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(500);

    // Between two searches for the primary, of which one can cost connections to all Sentinels.
    private static readonly TimeSpan SearchPause = TimeSpan.FromSeconds(1);

    private readonly ConnectionTarget _target;
    private readonly ConcurrentDictionary<RedisChannel, Action<RedisValue>> _subscriptions = new();
    private readonly Lock _gate = new();
    private volatile ConnectionMultiplexer _multiplexer;
    private Task _search = Task.CompletedTask;
    private long? _searchedAt;
    private bool _isClosed;

    private RedisConnection(ConnectionTarget target, ConnectionMultiplexer multiplexer)
    {
        _target = target;
        _multiplexer = Heard(multiplexer);
        Keys = new StreamKeys(target.VirtualHost);
    }

    /// <summary>
    /// After the connection was lost: the server may be another one now, or have lost its keys. On any thread; quick and without throwing.
    /// </summary>
    public event Action? Restored;

    public StreamKeys Keys { get; }

    /// <summary>The server's endpoints, for messages to people.</summary>
    public string ServerName => string.Join(", ", _target.Options.EndPoints.Select(FirstContact.Text));

    public VirtualHostName VirtualHost => _target.VirtualHost;

    /// <inheritdoc cref="ConnectionTarget.LongestWait"/>
    public TimeSpan LongestWait => _target.LongestWait;

    /// <summary>For every command but a blocking one. Not to be kept: the next primary may be reached in another way.</summary>
    public IDatabase Database => _multiplexer.GetDatabase();

    /// <summary>Whether the client is connected to a server that takes writes.</summary>
    public bool IsConnected => _multiplexer.IsConnected;

    /// <summary>The node at an endpoint, for commands about one node.</summary>
    public IServer ServerAt(EndPoint endpoint) => _multiplexer.GetServer(endpoint);

    /// <summary>The node that holds this virtual host's keys: in a cluster the primary of their slot. A replica while there is no primary.</summary>
    public Task<IServer> FindServerAsync() => FindServerAsync(CommandFlags.PreferMaster);

    /// <summary>As <see cref="FindServerAsync()"/>, but never a replica.</summary>
    /// <exception cref="RedisConnectionException">No primary is known or connected.</exception>
    public Task<IServer> FindPrimaryAsync() => FindServerAsync(CommandFlags.DemandMaster);

    /// <summary>Asks for what every step needs: the database, the right to its keys, and a server that takes writes.</summary>
    /// <exception cref="RedisCommandException">The server does not have the database.</exception>
    /// <exception cref="RedisServerException">The user has no right to the keys of the virtual host.</exception>
    /// <exception cref="RedisStreamsException">The server is a replica, or the user may not select the database.</exception>
    public async Task CheckAsync()
    {
        await Database.KeyExistsAsync(Keys.Queues);
        var server = await FindServerAsync();
        if (server.IsReplica)
            throw new RedisStreamsException("READONLY: it is a replica");
        if (Database.Database > 0)
            await CheckDatabaseAsync(server, Database.Database);
    }

    // The client says SELECT by itself, and when it is refused goes on in database 0.
    private static async Task CheckDatabaseAsync(IServer server, int wanted)
    {
        try
        {
            var words = ((string?)await server.ExecuteAsync("CLIENT", "INFO") ?? "").Split(' ');
            if (!words.Contains($"db={wanted}"))
                throw new RedisStreamsException($"the user may not use database {wanted}. Allow him SELECT, or use database 0");
        }
        catch (RedisServerException exception)
        {
            throw new RedisStreamsException(
                $"whether database {wanted} is in use can't be told, for the user may not ask ({exception.Message}). Allow him CLIENT INFO", exception);
        }
    }

    /// <summary>Hears what is said on a channel, as long as the connection lives.</summary>
    /// <param name="channel">Once only.</param>
    /// <param name="hear">On any thread; quick and without throwing.</param>
    /// <exception cref="RedisException">The server does not allow it, or is out of reach.</exception>
    public async Task SubscribeAsync(RedisChannel channel, Action<RedisValue> hear)
    {
        await _multiplexer.GetSubscriber().SubscribeAsync(channel, (_, said) => hear(said));
        _subscriptions[channel] = hear;
    }

    public Task UnsubscribeAsync(RedisChannel channel)
    {
        _subscriptions.TryRemove(channel, out _);
        return _multiplexer.GetSubscriber().UnsubscribeAsync(channel);
    }

    /// <summary>
    /// To be called when a server refuses a write because it is a replica: looks in the background who the primary is now. The client
    /// looks by itself only after it lost a connection or heard of a change from a Sentinel, and believes whichever Sentinel answers first,
    /// which may be one that has not heard of the change yet.
    /// </summary>
    public void DoubtPrimary()
    {
        lock (_gate)
        {
            if (_isClosed || !_search.IsCompleted || (_searchedAt is { } at && Stopwatch.GetElapsedTime(at) < SearchPause))
                return;
            _searchedAt = Stopwatch.GetTimestamp();
            _search = Task.Run(SearchAsync, CancellationToken.None);
        }
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
        var (target, server) = await AimAsync();
        return new ReaderConnection(await ConnectAsync(target.ForReading(), cancellationToken), this, server);
    }

    /// <summary>Opens a connection whose commands stall those behind them for up to a time, and must not stall others.</summary>
    /// <exception cref="RedisConnectionException">The server can't be reached, or refuses the credentials.</exception>
    public async Task<StallingConnection> OpenStallingAsync(TimeSpan stall, CancellationToken cancellationToken)
    {
        var (target, server) = await AimAsync();
        var options = target.ForCommands();
        options.AsyncTimeout += (int)stall.TotalMilliseconds;
        return new StallingConnection(new RedisConnection(target, await ConnectAsync(options, cancellationToken)), server);
    }

    /// <summary>Removes every key of the virtual host, for tests: it looks through all keys of the server.</summary>
    public async Task RemoveAllAsync(CancellationToken cancellationToken)
    {
        var server = await FindPrimaryAsync();
        await foreach (var key in server.KeysAsync(Database.Database, Keys.Prefix + "*").WithCancellation(cancellationToken))
            await Database.KeyDeleteAsync(key);
    }

    /// <summary>Whether a connection that was opened for one server only is still where this one sends its commands.</summary>
    /// <param name="server">Its server; null for a connection that finds its way itself.</param>
    /// <exception cref="RedisConnectionException">This one has no primary.</exception>
    public async ValueTask<bool> IsAtAsync(EndPoint? server) => server is null || server.Equals((await FindPrimaryAsync()).EndPoint);

    public async ValueTask DisposeAsync()
    {
        Task search;
        lock (_gate)
        {
            _isClosed = true;
            search = _search;
        }

        await search.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _multiplexer.DisposeAsync();
    }

    // Of several servers one is the primary. Who wants it alone need not find it again, which takes the client three more connections at each
    // Sentinel, and threads that it blocks meanwhile. In a cluster there are several, and the client must know all.
    private async Task<(ConnectionTarget Target, EndPoint? Server)> AimAsync()
    {
        if (!HasSentinels && _target.Options.EndPoints.Count == 1)
            return (_target, null);
        var server = await FindPrimaryAsync();
        if (server.ServerType == ServerType.Cluster)
            return (_target, null);

        var options = _target.Options.Clone();
        options.ServiceName = null;
        options.EndPoints.Clear();
        options.EndPoints.Add(server.EndPoint);
        return (_target with { Options = options }, server.EndPoint);
    }

    private bool HasSentinels => !string.IsNullOrEmpty(_target.Options.ServiceName);

    private async Task<IServer> FindServerAsync(CommandFlags flags)
    {
        var multiplexer = _multiplexer;
        return multiplexer.GetServer(await multiplexer.GetDatabase().IdentifyEndpointAsync(Keys.Prefix, flags) ?? multiplexer.GetEndPoints()[0]);
    }

    private async Task SearchAsync()
    {
        try
        {
            // Asks each server that the client knows for its role.
            await _multiplexer.ConfigureAsync();
            if (IsAtReplicas(_multiplexer))
                await ConnectAgainAsync();
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            // Nobody is the primary yet, or out of reach: the next refused write has it looked for again.
        }
    }

    private static bool IsAtReplicas(ConnectionMultiplexer multiplexer)
    {
        IServer[] connected = [.. multiplexer.GetServers().Where(server => server.IsConnected)];
        return connected.Length > 0 && connected.All(server => server.IsReplica);
    }

    // The Sentinels may name a server that the client has never seen, and a name may lead to another one by now.
    private async Task ConnectAgainAsync()
    {
        var found = await ConnectAsync(_target.ForCommands(), CancellationToken.None);
        try
        {
            if (IsAtReplicas(found))
                throw new RedisConnectionException(ConnectionFailureType.UnableToConnect, CommandFlags.None, "Only replicas are there.");
            foreach (var (channel, hear) in _subscriptions)
                await found.GetSubscriber().SubscribeAsync(channel, (_, said) => hear(said));
        }
        catch
        {
            await found.DisposeAsync();
            throw;
        }

        var left = Interlocked.Exchange(ref _multiplexer, Heard(found));
        Restored?.Invoke();

        // Not at once: somebody may just have taken it, to give it a command.
        await Task.Delay(SearchPause, TimeProvider.System);
        await left.DisposeAsync();
    }

    private ConnectionMultiplexer Heard(ConnectionMultiplexer multiplexer)
    {
        multiplexer.ConnectionRestored += (_, _) => Restored?.Invoke();
        return multiplexer;
    }

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
