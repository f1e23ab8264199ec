using System.Text.Json;
using System.Text.RegularExpressions;
using Corporation.Hq.Tests.Nodes;
using Corporation.LocalServers;

namespace Corporation.Hq.Tests.LegacyStreams;

/// <summary>A program of the fleet before this one: it knows only Redis and that fleet's streams, of which each test has its own.</summary>
internal sealed partial class OldFleet(RedisServer redis, string stream, string dlqStream)
{
    public const string Group = "ua_workers";

    public OldFleet(RedisServer redis)
        : this(redis, $"old:{Guid.NewGuid():N}")
    {
    }

    private OldFleet(RedisServer redis, string stream)
        : this(redis, stream, stream + ":dlq")
    {
    }

    public string Stream => stream;

    private string ResultStream => stream + ":results";

    /// <summary>The settings of a node that listens.</summary>
    public Dictionary<string, string?> Settings(params (string Name, string Value)[] further)
    {
        var settings = new Dictionary<string, string?>
        {
            ["LegacyStreams:Enabled"] = "true",
            ["LegacyStreams:Url"] = redis.Url.ToString(),
            ["LegacyStreams:Stream"] = stream,
            ["LegacyStreams:DlqStream"] = dlqStream,
        };
        foreach (var (name, value) in further)
            settings[$"LegacyStreams:{name}"] = value;
        return settings;
    }

    /// <summary>A mission's envelope as that fleet writes it.</summary>
    public static string Envelope(string jobId, string kind, object context, int maxRetries = 3, object? further = null)
    {
        var members = JsonSerializer.SerializeToNode(context)!.AsObject();
        members["mission_kind"] = kind;
        var envelope = new SortedDictionary<string, object?>(StringComparer.Ordinal)
        {
            ["job_id"] = jobId,
            ["idempotency_key"] = $"key of {jobId}",
            ["priority"] = 1,
            ["timeout_seconds"] = 60,
            ["max_retries"] = maxRetries,
            ["payload"] = new { context = members, task = "do it" },
        };
        foreach (var member in JsonSerializer.SerializeToElement(further ?? new { }).EnumerateObject())
            envelope[member.Name] = member.Value;
        return JsonSerializer.Serialize(envelope);
    }

    public Task AddAsync(string jobId, string kind, object context, int maxRetries = 3, object? further = null) =>
        AddRawAsync("job_id", jobId, "idempotency_key", $"key of {jobId}", "envelope", Envelope(jobId, kind, context, maxRetries, further));

    public Task AddRawAsync(params string[] fields) => redis.ExecuteAsync(["XADD", stream, "*", .. fields]);

    /// <summary>Reads as a worker of that fleet that dies before it acknowledges.</summary>
    public async Task TakeAndDieAsync(string consumer)
    {
        await redis.ExecuteAsync("XGROUP", "CREATE", stream, Group, "0", "MKSTREAM");
        Assert.Contains("envelope", await redis.ExecuteAsync("XREADGROUP", "GROUP", Group, consumer, "COUNT", "1", "STREAMS", stream, ">"));
    }

    public Task<IReadOnlyList<Dictionary<string, string>>> ResultsAsync() => RangeAsync(ResultStream);

    public Task<IReadOnlyList<Dictionary<string, string>>> DeadLettersAsync() => RangeAsync(dlqStream);

    public async Task<int> LengthAsync() => int.Parse(await redis.ExecuteAsync("XLEN", stream), System.Globalization.CultureInfo.InvariantCulture);

    public async Task<int> DeadLetterCountAsync() => int.Parse(await redis.ExecuteAsync("XLEN", dlqStream), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Waits for the envelope of a job's first result.</summary>
    public async Task<JsonElement> ResultAsync(string jobId)
    {
        Dictionary<string, string>? found = null;
        await TestNode.UntilAsync(
            async () => (found = (await ResultsAsync()).FirstOrDefault(result => result["job_id"] == jobId)) is not null, () => $"no result of {jobId}");
        var envelope = JsonElement.Parse(found!["envelope"]);
        Assert.Equal((jobId, found["status"]), (envelope.GetProperty("job_id").GetString(), envelope.GetProperty("status").GetString()));
        return envelope;
    }

    /// <summary>Waits until somebody has begun to read.</summary>
    public Task UntilGroupAsync() => TestNode.UntilAsync(async () => (await redis.ExecuteAsync("XINFO", "GROUPS", stream)).Contains(Group, StringComparison.Ordinal));

    /// <summary>How many entries somebody has read and not acknowledged.</summary>
    public async Task<int> PendingAsync() =>
        int.Parse((await redis.ExecuteAsync("XPENDING", stream, Group)).Split('\n')[0], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Waits until every entry is acknowledged.</summary>
    public Task UntilSettledAsync() => TestNode.UntilAsync(async () =>
    {
        var groups = await redis.ExecuteAsync("XINFO", "GROUPS", stream);
        return groups.Contains("pending\n0\n", StringComparison.Ordinal) && groups.Contains($"last-delivered-id\n{await LastIdAsync()}", StringComparison.Ordinal);
    }, () => "entries are pending");

    private async Task<string> LastIdAsync() => (await redis.ExecuteAsync("XREVRANGE", stream, "+", "-", "COUNT", "1")).Split('\n')[0];

    private async Task<IReadOnlyList<Dictionary<string, string>>> RangeAsync(string key)
    {
        // An id, then names and values by turns, each on a line: what is written there has no line breaks.
        var entries = new List<Dictionary<string, string>>();
        var lines = (await redis.ExecuteAsync("XRANGE", key, "-", "+")).TrimEnd('\n').Split('\n');
        for (var index = 0; index + 1 < lines.Length;)
        {
            if (Id().IsMatch(lines[index]))
            {
                entries.Add(new Dictionary<string, string> { ["id"] = lines[index++] });
                continue;
            }

            entries[^1][lines[index]] = lines[index + 1];
            index += 2;
        }

        return entries;
    }

    [GeneratedRegex(@"\A\d+-\d+\z")]
    private static partial Regex Id();
}
