using System.Diagnostics;
using System.Text.Json;
using Corporation.LocalServers;
using Corporation.TransportChaos.Ledgers;
using StackExchange.Redis;

namespace Corporation.TransportChaos.Judging;

/// <summary>What lies at the server. It looks at the keys themselves, past the transport.</summary>
internal sealed class EndState : IAsyncDisposable
{
    private const string Nobody = "~held";
    private const int PageSize = 1_000;

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly ConnectionMultiplexer _multiplexer;
    private readonly string _prefix;
    private readonly TimeProvider _time;

    private EndState(ConnectionMultiplexer multiplexer, string virtualHost, TimeProvider time) =>
        (_multiplexer, VirtualHost, _prefix, _time) = (multiplexer, virtualHost, $"mt:{{{virtualHost}}}:", time);

    /// <summary>The part of the database that it looks at.</summary>
    public string VirtualHost { get; }

    private IDatabase Database => _multiplexer.GetDatabase();

    public static async Task<EndState> ConnectAsync(RedisServer server, string virtualHost, TimeProvider time)
    {
        var options = ConfigurationOptions.Parse(server.ConnectionString);
        options.AbortOnConnectFail = false;
        return new EndState(await ConnectionMultiplexer.ConnectAsync(options), virtualHost, time);
    }

    /// <summary>The same server, another virtual host. The connection stays with this one.</summary>
    public EndState Of(string virtualHost) => new(_multiplexer, virtualHost, _time);

    /// <summary>Waits until every queue is declared: what is published before has no subscribers, and what is sent before no partitions.</summary>
    public async Task WaitUntilDeclaredAsync(IEnumerable<string> queues, CancellationToken cancellationToken)
    {
        while (!await AreDeclaredAsync(queues))
            await Task.Delay(Glance, _time, cancellationToken);
    }

    /// <summary>Whether every queue is declared, and not just made by a send.</summary>
    public async Task<bool> AreDeclaredAsync(IEnumerable<string> queues) =>
        (await Task.WhenAll(queues.Select(queue => Database.HashExistsAsync($"{_prefix}settings:{queue}", "partitions")))).All(isDeclared => isDeclared);

    /// <summary>Asks the server again and again, and tells when it gave no answer for longer than a time.</summary>
    public async Task WatchAsync(TimeSpan limit, Action<long, long> stalled, CancellationToken cancellationToken)
    {
        var answered = Stopwatch.GetTimestamp();
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await Database.PingAsync();
                var now = Stopwatch.GetTimestamp();
                if (Stopwatch.GetElapsedTime(answered, now) > limit)
                    stalled(answered, now);
                answered = now;
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException)
            {
                // It is being killed, or cut off: the next answer tells for how long.
            }

            await Task.Delay(Glance, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Waits until nothing is queued, held or scheduled any more.</summary>
    /// <param name="patience">For how long.</param>
    /// <param name="consumers">Also until each queue knows just so many consumers; null not to wait for that.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What is still there; empty when all is done.</returns>
    public async Task<IReadOnlyList<string>> WaitUntilDrainedAsync(TimeSpan patience, int? consumers, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var left = await FindUnfinishedAsync(consumers);
            if (left.Count == 0)
                return left;
            if (watch.Elapsed > patience)
                return [.. left.Select(what => $"after {patience.TotalSeconds:0} s of waiting {what}")];
            await Task.Delay(Pause, _time, cancellationToken);
        }
    }

    /// <summary>What is there that should not be, once all processes have stopped.</summary>
    /// <param name="isReaped">Whether consumers that were killed must be forgotten, too.</param>
    public async Task<IReadOnlyList<string>> FindLeftoversAsync(bool isReaped)
    {
        var leftovers = new List<string>();
        var marks = new List<RedisKey>();
        foreach (var key in await KeysAsync())
        {
            var name = key[_prefix.Length..];
            if (name.StartsWith("sent:", StringComparison.Ordinal))
                marks.Add(key);
            else if (name.StartsWith("q:", StringComparison.Ordinal) || name.StartsWith("q-", StringComparison.Ordinal))
                leftovers.AddRange(await FindInStreamAsync(key, name, isReaped));
            else if (!MayStay(name, isReaped))
                leftovers.Add($"the key {name} is left over");
        }

        var ttls = await Task.WhenAll(marks.Select(mark => Database.KeyTimeToLiveAsync(mark)));
        var endless = ttls.Count(ttl => ttl is null);

        // One that expired between the two looks has none either.
        if (endless > 0 && (await Task.WhenAll(marks.Where((_, i) => ttls[i] is null).Select(mark => Database.KeyExistsAsync(mark)))).Any(exists => exists))
            leftovers.Add($"{endless} marks of sent messages never expire");
        return leftovers;
    }

    /// <summary>How often each message lies in an error queue, by the queue that it failed in.</summary>
    public async Task<IReadOnlyDictionary<(string Queue, ParcelId Id), ErrorCopy>> ReadErrorQueuesAsync()
    {
        var copies = new Dictionary<(string, ParcelId), ErrorCopy>();
        foreach (var queue in Route.Queues)
        {
            RedisValue from = "-";
            while (true)
            {
                var entries = await Database.StreamRangeAsync($"{_prefix}q:{queue}{Route.ErrorSuffix}", from, "+", PageSize);
                foreach (var entry in entries)
                {
                    using var body = JsonDocument.Parse((string)entry["b"]!);
                    var key = (queue, new ParcelId(body.RootElement.GetProperty("message").GetProperty("id").GetInt64()));
                    copies[key] = new ErrorCopy((copies.GetValueOrDefault(key)?.Count ?? 0) + 1, ReasonIn((string?)entry["h"] ?? ""));
                }

                if (entries.Length < PageSize)
                    break;
                from = $"({entries[^1].Id}";
            }
        }

        return copies;
    }

    public ValueTask DisposeAsync() => _multiplexer.DisposeAsync();

    // The queues' own keys, and not a search: there may be a million marks of sent messages among all keys.
    public async Task<IReadOnlyList<string>> FindUnfinishedAsync(int? consumers)
    {
        var left = new List<string>();
        if (await Database.SortedSetLengthAsync(_prefix + "scheduled") is > 0 and var scheduled)
            left.Add($"{scheduled} messages are scheduled");
        foreach (var queue in (await Database.SetMembersAsync(_prefix + "queues")).Select(name => name.ToString()).Where(name => !IsErrorQueue(name)))
        {
            var lanes = await LanesOfAsync(queue);
            var length = (await Task.WhenAll(lanes.Select(lane => Database.StreamLengthAsync(lane)))).Sum();
            if (length > 0)
                left.Add($"{queue} has {length} entries, of which {await Database.SortedSetLengthAsync($"{_prefix}held:{queue}")} are held");
            if (consumers is { } alive && await Database.HashLengthAsync($"{_prefix}consumers:{queue}") is var known && known != alive)
                left.Add($"{queue} knows {known} consumers, of which {alive} are alive");
        }

        return left;
    }

    private async Task<IReadOnlyList<RedisKey>> LanesOfAsync(string queue)
    {
        var partitions = (int)await Database.HashGetAsync($"{_prefix}settings:{queue}", "partitions");
        return
        [
            $"{_prefix}q:{queue}", $"{_prefix}q-h:{queue}", $"{_prefix}q-l:{queue}",
            .. Enumerable.Range(0, partitions).Select(partition => (RedisKey)$"{_prefix}q-p{partition}:{queue}"),
        ];
    }

    private async Task<List<string>> FindInStreamAsync(string key, string name, bool isReaped)
    {
        var found = new List<string>();
        var length = await Database.StreamLengthAsync(key);
        if (length > 0 && !IsErrorQueue(name))
            found.Add($"{name} still has {length} entries");
        foreach (var group in await Database.StreamGroupInfoAsync(key))
        {
            if (group.PendingMessageCount > 0)
                found.Add($"{name} has {group.PendingMessageCount} entries pending");
            var leaked = (await Database.StreamConsumerInfoAsync(key, group.Name)).Where(consumer => consumer.Name != Nobody).Select(consumer => consumer.Name).ToList();
            if (isReaped && leaked.Count > 0)
                found.Add($"{name} still knows the consumers {string.Join(", ", leaked)}");
        }

        return found;
    }

    private static bool IsErrorQueue(string name) => Route.Queues.Any(queue => name.EndsWith(queue + Route.ErrorSuffix, StringComparison.Ordinal));

    // Whose host it was says nothing here.
    private static string ReasonIn(string headers) => headers[Math.Max(0, headers.IndexOf("\"MT-Reason\"", StringComparison.Ordinal))..];

    private static bool MayStay(string name, bool isReaped) =>
        name is "queues" or "topics"
        || ((string[])["settings:", "topic:", "parents:"]).Any(start => name.StartsWith(start, StringComparison.Ordinal))
        || (!isReaped && (name.StartsWith("consumers:", StringComparison.Ordinal) || name.StartsWith("owners:", StringComparison.Ordinal)));

    private async Task<List<string>> KeysAsync()
    {
        var keys = new List<string>();
        await foreach (var key in _multiplexer.GetServers()[0].KeysAsync(pattern: _prefix + "*", pageSize: PageSize))
            keys.Add((string)key!);
        return keys;
    }
}
