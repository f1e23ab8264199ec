using Corporation.RedisStreams.Addressing;
using Corporation.RedisStreams.Connection;
using Corporation.RedisStreams.Protocol;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Inspecting;

/// <summary>Looks at queues, topics and the schedule without changing them.</summary>
internal sealed class QueueInspector(RedisConnection connection)
{
    private static readonly Script Stats = Script.Of("stats");
    private static readonly Script Scheduled = Script.Of("schedule-stats");
    private static readonly Script Queues = Script.Of("list-queues");
    private static readonly Script Entries = Script.Of("peek");

    /// <summary>What is in a queue; null when there is no such queue.</summary>
    public async Task<QueueStats?> StatsAsync(QueueName queue, CancellationToken cancellationToken) =>
        (await StatsAsync([queue], cancellationToken))[0];

    /// <summary>
    /// What is in queues, in one step; null for those that don't exist. Keep them few: the server does nothing else meanwhile.
    /// </summary>
    public async Task<IReadOnlyList<QueueStats?>> StatsAsync(IReadOnlyCollection<QueueName> queues, CancellationToken cancellationToken)
    {
        var reply = (RedisResult[]?)await RunAsync(Stats, [.. queues.Select(queue => (RedisValue)queue.Value)], cancellationToken) ?? [];
        return [.. reply.Select(ReadStats)];
    }

    public async Task<ScheduleStats> ScheduleAsync(CancellationToken cancellationToken)
    {
        var reply = (long[]?)await RunAsync(Scheduled, [], cancellationToken) ?? [];
        return new ScheduleStats(reply[0], TimeSpan.FromMilliseconds(reply[1]), reply[2] < 0 ? null : TimeSpan.FromMilliseconds(reply[2]));
    }

    /// <summary>The names of all queues, sorted.</summary>
    public async Task<IReadOnlyList<QueueName>> QueuesAsync(CancellationToken cancellationToken)
    {
        var reply = (RedisValue[]?)await RunAsync(Queues, [], cancellationToken) ?? [];
        return [.. LegalNames(reply).Select(name => new QueueName(name))];
    }

    /// <summary>The names of all topics, sorted.</summary>
    public async Task<IReadOnlyList<TopicName>> TopicsAsync(CancellationToken cancellationToken)
    {
        var names = await connection.Database.SetMembersAsync(connection.Keys.Topics).WaitAsync(cancellationToken);
        return [.. LegalNames(names).Select(name => new TopicName(name))];
    }

    /// <summary>The oldest messages of a queue by lane: high, normal, low, then partitions.</summary>
    /// <param name="queue">The queue; one that doesn't exist is empty.</param>
    /// <param name="count">At most so many; their bodies all come at once.</param>
    /// <param name="after">Where to go on; null to begin.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<PeekedMessage>> PeekAsync(
        QueueName queue, int count, EntryPlace? after, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        RedisValue[] arguments = [queue.Value, count, after?.Lane.Code ?? "", after?.Id.ToString() ?? "0"];
        var reply = (RedisResult[]?)await RunAsync(Entries, arguments, cancellationToken) ?? [];
        return [.. reply.Select(ReadMessage)];
    }

    // Whatever somebody else wrote there must not hide the rest.
    private static IEnumerable<string> LegalNames(RedisValue[] names) =>
        names.Select(name => name.ToString()).Where(EntityNameRules.IsLegal).Order(StringComparer.Ordinal);

    private static QueueStats? ReadStats(RedisResult reply)
    {
        if (reply.Resp2Type != ResultType.Array)
            return null;

        var numbers = (long[]?)reply ?? [];
        var lanes = new List<LaneStats>();
        for (var i = 2; i < numbers.Length; i += 4)
        {
            var age = numbers[i + 3];
            lanes.Add(new LaneStats(
                LaneAt(lanes.Count), numbers[i], numbers[i + 1], numbers[i + 2], age < 0 ? null : TimeSpan.FromMilliseconds(age)));
        }

        return new QueueStats((int)numbers[0], lanes);
    }

    private static Lane LaneAt(int index) =>
        index < Lane.ByPriority.Count ? Lane.ByPriority[index] : Lane.Partition(index - Lane.ByPriority.Count);

    private static PeekedMessage ReadMessage(RedisResult reply)
    {
        var parts = (RedisResult[]?)reply ?? [];
        var place = new EntryPlace(Lane.Parse((string?)parts[0] ?? ""), EntryId.Parse((string?)parts[1]));
        var fields = new Dictionary<string, RedisValue>(StringComparer.Ordinal);
        foreach (var pair in ((RedisValue[]?)parts[5] ?? []).Chunk(2))
            fields.TryAdd(pair[0].ToString(), pair[1]);
        var consumer = (string?)parts[2];
        return new PeekedMessage(place, string.IsNullOrEmpty(consumer) ? null : consumer, (long)parts[3], (long)parts[4], fields);
    }

    private Task<RedisResult> RunAsync(Script script, RedisValue[] arguments, CancellationToken cancellationToken) =>
        script.EvaluateAsync(connection.Database, connection.Keys.ForScripts, arguments).WaitAsync(cancellationToken);
}
