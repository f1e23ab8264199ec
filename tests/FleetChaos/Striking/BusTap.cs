using Corporation.Contracts;
using Corporation.FleetChaos.Running;
using StackExchange.Redis;

namespace Corporation.FleetChaos.Striking;

/// <summary>Reads and writes the fleet's streams beside the fleet.</summary>
internal sealed class BusTap : IAsyncDisposable
{
    private static readonly string[] Lanes = ["q", "q-h", "q-l"];
    private static readonly string[] Kinds = ["echo", "shell_task", "system:ping"];

    private readonly ConnectionMultiplexer _connection;

    private BusTap(ConnectionMultiplexer connection) => _connection = connection;

    private IDatabase Database => _connection.GetDatabase();

    /// <summary>The streams of HQ's queue and of the kinds' queues.</summary>
    private static IEnumerable<RedisKey> Streams =>
        ((string[])[QueueNames.Hq, .. Kinds.Select(QueueNames.OfKind)]).SelectMany(queue => Lanes.Select(lane => (RedisKey)$"{ChaosFleet.KeyPrefix}{lane}:{queue}"));

    public static async Task<BusTap> ConnectAsync(string server)
    {
        var options = ConfigurationOptions.Parse(server);
        options.AbortOnConnectFail = false;
        options.ConnectRetry = 10;
        return new BusTap(await ConnectionMultiplexer.ConnectAsync(options));
    }

    /// <summary>What comes to lie in the streams while it looks. Entries that are settled within a look are missed.</summary>
    public async Task WatchAsync(Func<RedisKey, NameValueEntry[], Task> found, CancellationToken stopping)
    {
        var positions = new Dictionary<RedisKey, RedisValue>();
        while (!stopping.IsCancellationRequested)
        {
            foreach (var stream in Streams)
            {
                var from = positions.TryGetValue(stream, out var position) ? "(" + position : "-";
                foreach (var entry in await Database.StreamRangeAsync(stream, from, "+", 50))
                {
                    positions[stream] = entry.Id;
                    if (!stopping.IsCancellationRequested)
                        await found(stream, entry.Values);
                }
            }
        }
    }

    public Task AddAsync(RedisKey stream, NameValueEntry[] fields) => Database.StreamAddAsync(stream, fields);

    /// <summary>Puts a message on a queue.</summary>
    public Task SendAsync(string queue, params NameValueEntry[] fields) => AddAsync($"{ChaosFleet.KeyPrefix}q:{queue}", fields);

    /// <summary>The messages in all queues for what failed: queue, message id and headers.</summary>
    public async Task<IReadOnlyList<(string Queue, string Id, string Headers)>> ReadErrorsAsync()
    {
        var found = new List<(string, string, string)>();
        foreach (var name in await Database.SetMembersAsync(ChaosFleet.KeyPrefix + "queues"))
        {
            var queue = (string)name!;
            if (!queue.EndsWith("_error", StringComparison.Ordinal) && !queue.EndsWith("_skipped", StringComparison.Ordinal))
                continue;
            foreach (var entry in await Database.StreamRangeAsync($"{ChaosFleet.KeyPrefix}q:{queue}"))
                found.Add((queue, (string?)entry["i"] ?? "", (string?)entry["h"] ?? ""));
        }

        return found;
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
