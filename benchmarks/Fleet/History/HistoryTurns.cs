using System.Diagnostics;
using Corporation.Cli.Benchmarking;
using Corporation.Client;
using Corporation.Contracts.Missions;

namespace Corporation.FleetBench.History;

/// <summary>Asks for pages and single missions as people and programs do, and measures each answer from the request to the last byte.</summary>
internal sealed class HistoryTurns(IReadOnlyList<IMissionClient> clients, int requests)
{
    private const int MostPages = 20;
    private int _turn;

    /// <summary>Lists without a filter: the newest, page after page.</summary>
    public static IReadOnlyDictionary<string, MissionQuery> Lists { get; } = new Dictionary<string, MissionQuery>
    {
        ["newest first"] = new(),
        ["pages of 200"] = new() { Limit = 200 },
    };

    /// <summary>By state, kind, factory and time, alone and together; common and rare ones, and some that nothing matches.</summary>
    public static IReadOnlyDictionary<string, MissionQuery> Filters(DateTimeOffset now) => new Dictionary<string, MissionQuery>
    {
        ["a common state"] = new() { States = [MissionLifeState.Succeeded] },
        ["a rare state"] = new() { States = [MissionLifeState.DeadLettered] },
        ["states under way"] = new() { States = [MissionLifeState.Queued, MissionLifeState.Claimed, MissionLifeState.Running, MissionLifeState.Retrying] },
        ["a state that none has"] = new() { States = [MissionLifeState.Scheduled] },
        ["a kind"] = new() { MissionKind = "kind_3" },
        ["a rare kind"] = new() { MissionKind = "rare_kind" },
        ["a kind that there is not"] = new() { MissionKind = "no_such_kind" },
        ["a factory"] = new() { FactoryId = "factory-17" },
        ["a factory and a rare state"] = new() { FactoryId = "factory-0", States = [MissionLifeState.DeadLettered] },
        ["a kind, a factory and a state"] = new() { MissionKind = "kind_4", FactoryId = "factory-4", States = [MissionLifeState.Succeeded] },
        ["a week a month ago"] = new() { Since = now.AddDays(-37), Until = now.AddDays(-30) },
        ["a kind and a day"] = new() { MissionKind = "kind_5", Since = now.AddDays(-61), Until = now.AddDays(-60) },
    };

    /// <summary>By words: common and rare ones, several, some that nothing has, and together with filters.</summary>
    public static IReadOnlyDictionary<string, MissionQuery> Searches { get; } = new Dictionary<string, MissionQuery>
    {
        ["a word that every mission has"] = new() { Text = "build" },
        ["a word of one in eight"] = new() { Text = HistoryFill.CommonWord },
        ["a customer (200 of them)"] = new() { Text = "customer 4711" },
        ["one lot"] = new() { Text = "lot 424242" },
        ["an idempotency key"] = new() { Text = "order-300000" },
        ["an error"] = new() { Text = "exit code 5" },
        ["a word that none has"] = new() { Text = "unobtainium" },
        ["a common word and a rare state"] = new() { Text = "build", States = [MissionLifeState.DeadLettered] },
        ["a common word and a state that none has"] = new() { Text = "build", States = [MissionLifeState.Scheduled] },
        ["a common word and a rare kind"] = new() { Text = "lot", MissionKind = "rare_kind" },
    };

    /// <summary>Measures one query, walking on through its pages.</summary>
    public async Task<Latencies> MeasureAsync(MissionQuery query, CancellationToken cancellationToken)
    {
        var latencies = new Latencies();
        var cursor = query.Cursor;
        for (var i = 0; i < requests; i++)
        {
            var begin = Stopwatch.GetTimestamp();
            var page = await NextClient().ListAsync(query with { Cursor = cursor }, cancellationToken);
            latencies.AddSince(begin);
            cursor = i % MostPages == MostPages - 1 ? query.Cursor : page.NextCursor ?? query.Cursor;
        }

        return latencies;
    }

    /// <summary>Measures single missions from all over the history, the mission and its timeline each for itself.</summary>
    public async Task<(Latencies Missions, Latencies Timelines)> MeasureDetailsAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        var (missions, timelines) = (new Latencies(), new Latencies());
        for (var i = 0; i < requests * 4; i++)
        {
            var (client, id) = (NextClient(), ids[i % ids.Count]);
            var begin = Stopwatch.GetTimestamp();
            await client.GetAsync(id, wait: null, cancellationToken);
            missions.AddSince(begin);

            begin = Stopwatch.GetTimestamp();
            var timeline = await client.GetTimelineAsync(id, after: 0, cancellationToken);
            timelines.AddSince(begin);
            if (timeline.Events.Count != HistoryFill.EventsPerMission)
                throw new InvalidOperationException($"The timeline of mission {id} has {timeline.Events.Count} events instead of {HistoryFill.EventsPerMission}.");
        }

        return (missions, timelines);
    }

    /// <summary>Measures the counts by state, which the overview of an operator begins with.</summary>
    public async Task<Latencies> MeasureCountsAsync(CancellationToken cancellationToken)
    {
        var latencies = new Latencies();
        for (var i = 0; i < requests; i++)
        {
            var begin = Stopwatch.GetTimestamp();
            await NextClient().CountAsync(cancellationToken);
            latencies.AddSince(begin);
        }

        return latencies;
    }

    private IMissionClient NextClient() => clients[_turn++ % clients.Count];
}
