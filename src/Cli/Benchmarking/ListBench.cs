using System.Diagnostics;
using Corporation.Client;
using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;

namespace Corporation.Cli.Benchmarking;

/// <summary>Fills the store and measures what a list page costs then, by every filter and deep into the pages.</summary>
internal static class ListBench
{
    private const int PagesPerQuery = 60;
    private static readonly string[] Words = ["amber", "basalt", "cedar", "delta", "ember", "fjord", "granite", "harbour"];

    /// <summary>Submits in batches and runs every mission to its end; the store ends with at least <paramref name="stored"/>.</summary>
    public static async Task FillAsync(BenchNode node, int stored, Action<long> report, CancellationToken cancellationToken)
    {
        while (await CountAsync(node, cancellationToken) is var present && present < stored)
        {
            report(present);
            var size = (int)Math.Min(MissionLimits.MaxBatchSize, stored - present);
            var missions = Enumerable.Range(0, size).Select(i => BenchNode.Echo($"{Words[i % Words.Length]} lot {present + i}", i % 10));
            var accepted = await node.Client.SubmitBatchAsync(new MissionBatch([.. missions]), cancellationToken);
            await Task.WhenAll(accepted.Missions.Select(mission => node.AwaitSuccessAsync(mission.JobId, cancellationToken)));
        }
    }

    public static async Task<IReadOnlyDictionary<string, Latencies>> MeasureAsync(BenchNode node, string factoryId, Latencies all, CancellationToken cancellationToken)
    {
        var queries = new Dictionary<string, MissionQuery>
        {
            ["unfiltered"] = new(),
            ["by state"] = new() { States = [MissionLifeState.Succeeded] },
            ["by a state that none has"] = new() { States = [MissionLifeState.DeadLettered] },
            ["by kind"] = new() { MissionKind = "echo" },
            ["by factory"] = new() { FactoryId = factoryId },
            ["by a common word"] = new() { Text = Words[0] },
            ["by a rare word"] = new() { Text = "lot 4242" },
            ["by kind, state and time"] = new() { MissionKind = "echo", States = [MissionLifeState.Succeeded], Since = DateTimeOffset.UnixEpoch },
        };

        var measured = new Dictionary<string, Latencies>();
        foreach (var (name, query) in queries)
            measured[name] = await MeasureAsync(node, query, all, cancellationToken);
        measured["deep in the pages"] = await MeasureDeepAsync(node, all, cancellationToken);
        return measured;
    }

    // Walks on from page to page, so that the cursor moves through the store.
    private static async Task<Latencies> MeasureAsync(BenchNode node, MissionQuery query, Latencies all, CancellationToken cancellationToken)
    {
        var latencies = new Latencies();
        var cursor = query.Cursor;
        for (var i = 0; i < PagesPerQuery; i++)
        {
            var begin = Stopwatch.GetTimestamp();
            var page = await node.Client.ListAsync(query with { Cursor = cursor }, cancellationToken);
            latencies.AddSince(begin);
            all.AddSince(begin);
            cursor = page.NextCursor ?? query.Cursor;
        }

        return latencies;
    }

    private static async Task<Latencies> MeasureDeepAsync(BenchNode node, Latencies all, CancellationToken cancellationToken)
    {
        string? cursor = null;
        for (var i = 0; i < 300; i++)
        {
            var page = await node.Client.ListAsync(new MissionQuery { Limit = 200, Cursor = cursor }, cancellationToken);
            if (page.NextCursor is null)
                break;
            cursor = page.NextCursor;
        }

        return await MeasureAsync(node, new MissionQuery { Cursor = cursor }, all, cancellationToken);
    }

    private static async Task<long> CountAsync(BenchNode node, CancellationToken cancellationToken) =>
        (await node.Client.CountAsync(cancellationToken)).States.Values.Sum();
}
