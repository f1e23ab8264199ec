using StackExchange.Redis;

namespace Corporation.RedisStreams.Loss.Tests.ScriptCrashes;

/// <summary>Everything that a virtual host has at the server, but for what changes by itself: idle times and times to live.</summary>
/// <param name="Text">All of it.</param>
/// <param name="Messages">The bodies in queues and in the schedule, each as often as it is there, sorted.</param>
internal sealed record ServerState(string Text, IReadOnlyList<string> Messages)
{
    public static async Task<ServerState> ReadAsync(ScriptWorld world)
    {
        var (lines, messages) = (new List<string>(), new List<string>());
        foreach (var name in await world.KeysAsync())
        {
            RedisKey key = world.Prefix + name;
            var expires = await world.Database.KeyTimeToLiveAsync(key) is null ? "" : " expires";
            lines.Add($"{name}{expires}: {string.Join(" | ", await ContentAsync(world.Database, name, key, messages))}");
        }

        messages.Sort(StringComparer.Ordinal);
        return new ServerState(string.Join('\n', lines), messages);
    }

    private static async Task<IEnumerable<string>> ContentAsync(IDatabase database, string name, RedisKey key, List<string> messages)
    {
        switch (await database.KeyTypeAsync(key))
        {
            case RedisType.Stream:
                return await StreamAsync(database, key, messages);
            case RedisType.Hash:
                var fields = await database.HashGetAllAsync(key);
                if (name.StartsWith("scheduled:", StringComparison.Ordinal))
                    messages.AddRange(fields.Where(field => field.Name == "b").Select(field => (string)field.Value!));
                return fields.Select(field => $"{field.Name}={field.Value}").Order(StringComparer.Ordinal);
            case RedisType.SortedSet:
                return (await database.SortedSetRangeByRankWithScoresAsync(key)).Select(entry => $"{entry.Element}={entry.Score:R}");
            case RedisType.Set:
                return (await database.SetMembersAsync(key)).Select(member => (string)member!).Order(StringComparer.Ordinal);
            default:
                return [(string?)await database.StringGetAsync(key) ?? ""];
        }
    }

    private static async Task<IEnumerable<string>> StreamAsync(IDatabase database, RedisKey key, List<string> messages)
    {
        var content = new List<string>();
        foreach (var entry in await database.StreamRangeAsync(key))
        {
            messages.Add((string?)entry["b"] ?? "?");
            content.Add($"{entry.Id} {string.Join(' ', entry.Values.Select(field => $"{field.Name}={field.Value}"))}");
        }

        foreach (var group in await database.StreamGroupInfoAsync(key))
        {
            content.Add($"group {group.Name} at {group.LastDeliveredId}");
            var consumers = await database.StreamConsumerInfoAsync(key, group.Name);
            content.AddRange(consumers.Select(consumer => $"consumer {consumer.Name}").Order(StringComparer.Ordinal));
            var pending = await database.StreamPendingMessagesAsync(key, group.Name, 1000, RedisValue.Null);
            content.AddRange(pending.Select(entry => $"{entry.MessageId} pending to {entry.ConsumerName} for the {entry.DeliveryCount}. time"));
        }

        return content;
    }
}
