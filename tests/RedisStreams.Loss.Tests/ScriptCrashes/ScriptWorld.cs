using Corporation.LocalServers;
using Corporation.RedisStreams.Loss.Tests.CrashPoints;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Loss.Tests.ScriptCrashes;

/// <summary>
/// One virtual host at the server, by the keys and scripts that docs/wire-format.md tells of and without the transport. Messages are known by
/// their bodies.
/// </summary>
internal sealed class ScriptWorld(RedisServer server, string virtualHost) : IAsyncDisposable
{
    public const string Queue = "orders";
    public const string Errors = "orders_error";
    public const string Topic = "news";
    public const string Group = "mt";
    public const string Nobody = "~held";

    /// <summary>Who calls the scripts.</summary>
    public const string Me = "test.0";

    public const string Token = "token";

    /// <summary>Who was there before, and is not any more.</summary>
    public const string Dead = "test.1";

    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);
    private ConnectionMultiplexer? _connection;

    public string Prefix { get; } = $"mt:{{{virtualHost}}}:";

    public IDatabase Database => (_connection ?? throw new InvalidOperationException("Connect first.")).GetDatabase();

    public IServer Server => _connection!.GetServers()[0]; // As before.

    /// <summary>The id that a message's entry had when it was added by hand.</summary>
    public string IdOf(string body) => _ids[body];

    /// <summary>A new connection, as after a restart.</summary>
    public async Task ConnectAsync()
    {
        await DisposeAsync();
        _connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString + ",allowAdmin=true");
    }

    public Task<RedisResult> RunAsync(string script, params RedisValue[] arguments) =>
        Database.ScriptEvaluateAsync(ScriptNames.TextOf(script), [Prefix, Prefix + "-"], arguments);

    /// <summary>The scripts about many entries of one stream.</summary>
    public Task<RedisResult> RunLeasedAsync(string script, params string[] bodies)
    {
        var ids = bodies.Select(IdOf).ToArray();
        return Database.ScriptEvaluateAsync(
            ScriptNames.TextOf(script),
            [$"{Prefix}consumers:{Queue}", $"{Prefix}redelivered:{Queue}", Stream()],
            [Me, Token, "n", ids[0], ids[^1], 100, ids.Length, .. ids.Select(id => (RedisValue)id)]);
    }

    public RedisKey Stream(string lane = "n", string queue = Queue) => lane == "n" ? $"{Prefix}q:{queue}" : $"{Prefix}q-{lane}:{queue}";

    public Task DeclareAsync(string queue = Queue, int partitions = 0, params string[] topics) =>
        RunAsync("declare-queue", [queue, partitions, "", "", "reject", "", .. topics.SelectMany(topic => new RedisValue[] { topic, "" })]);

    /// <summary>Adds entries.</summary>
    public async Task AddAsync(string lane, string queue, params string[] bodies)
    {
        foreach (var body in bodies)
            _ids[body] = (string)(await Database.StreamAddAsync(Stream(lane, queue), [new("b", body), new("c", "text/plain"), new("e", "1")]))!;
    }

    /// <summary>Adds entries and gives them to a consumer.</summary>
    public async Task AddTakenAsync(string consumer, string lane, params string[] bodies)
    {
        await AddAsync(lane, Queue, bodies);
        await Database.StreamReadGroupAsync(Stream(lane), Group, consumer, ">", bodies.Length);
    }

    /// <summary>Adds entries and holds them, due at once.</summary>
    public async Task AddHeldAsync(params string[] bodies)
    {
        await AddTakenAsync(Me, "n", bodies);
        foreach (var body in bodies)
            await RunAsync("hold", Queue, Me, Token, "n", IdOf(body), 1, 0, 1, 1);
    }

    /// <summary>A queue with a seat for <see cref="Me"/>.</summary>
    public async Task SitDownAsync(int partitions = 0, params string[] topics)
    {
        await DeclareAsync(Queue, partitions, topics);
        await RunAsync("open-consumer", Queue, "test", Token, 3_600_000, partitions);
    }

    public Task ScheduleAsync(string body, bool isDue) => RunAsync(
        "send", "q:" + Queue, "as", 4, isDue ? 1 : 4_000_000_000_000, "of " + body, "b", body, "c", "text/plain");

    public async Task<List<string>> KeysAsync()
    {
        var keys = new List<string>();
        await foreach (var key in Server.KeysAsync(pattern: Prefix + "*"))
            keys.Add(((string)key!)[Prefix.Length..]);
        keys.Sort(StringComparer.Ordinal);
        return keys;
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        _connection = null;
    }
}
