using System.Diagnostics;
using System.Globalization;
using Corporation.Cli.Benchmarking;
using Corporation.Cli.Observing;
using Corporation.Client;
using Corporation.FleetBench.Planning;
using Corporation.FleetBench.Serving;
using Npgsql;

namespace Corporation.FleetBench.History;

/// <summary>One benchmark of a long history, from the empty machine to the figures.</summary>
internal sealed class HistoryRun(HistoryPlan plan, TimeProvider time, TextWriter notes)
{
    private const int DetailIds = 500;
    private const int ReportEach = 200_000;
    private static readonly string[] Factories = ["one", "two"];

    public async Task<HistorySummary> RunAsync(CancellationToken cancellationToken)
    {
        await using var fleet = await FleetUnderTest.StartAsync(Factories, cancellationToken);
        await FillAsync(fleet, cancellationToken);

        await using var feed = new EventFeed(fleet.Clients[0], after: null, onEvent: null);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var load = new PacedLoad([.. fleet.Clients.Select(client => new BenchNode(client, feed, readBackByEvents: true))], plan.Rate);
        var (began, loading) = (Stopwatch.GetTimestamp(), load.RunAsync(enough.Token));

        var measuring = MeasureAsync(fleet, cancellationToken);
        if (await Task.WhenAny(measuring, loading) == loading)
            await loading;
        var summary = await measuring;
        var reached = load.Ended / Stopwatch.GetElapsedTime(began).TotalSeconds;

        await enough.CancelAsync();
        await loading;
        await SayAsync($"meanwhile {reached:0} missions/s went through, {plan.Rate} were wanted");
        return summary;
    }

    private async Task FillAsync(FleetUnderTest fleet, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        await HistoryFill.FillAsync(
            fleet.Database,
            plan.Missions,
            time.GetUtcNow(),
            filled =>
            {
                if (filled % ReportEach == 0)
                    notes.WriteLine(string.Create(CultureInfo.InvariantCulture, $"filled {filled} missions in {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s"));
            },
            cancellationToken);
        var sizes = await ReadAsync(fleet, "select pg_size_pretty(pg_database_size(current_database()))", row => row.GetString(0), cancellationToken);
        await SayAsync($"{plan.Missions} missions with {(long)plan.Missions * HistoryFill.EventsPerMission} events, {sizes[0]} in PostgreSQL");
    }

    private async Task<HistorySummary> MeasureAsync(FleetUnderTest fleet, CancellationToken cancellationToken)
    {
        var turns = new HistoryTurns(fleet.Clients, plan.Requests);
        var lists = await MeasureAsync(turns, "list", Prepared(HistoryTurns.Lists, await DeepAsync(fleet.Clients[0], cancellationToken)), cancellationToken);
        var filters = await MeasureAsync(turns, "filter by", HistoryTurns.Filters(time.GetUtcNow()), cancellationToken);
        var searches = await MeasureAsync(turns, "search", HistoryTurns.Searches, cancellationToken);

        var ids = await ReadAsync(
            fleet, "select mission_id from missions where idempotency_key = any($1)", row => row.GetGuid(0), cancellationToken, (object)HistoryFill.SomeKeys(plan.Missions, DetailIds));
        var (missions, timelines) = await turns.MeasureDetailsAsync(ids, cancellationToken);
        await SayAsync($"detail, mission: {missions}");
        await SayAsync($"detail, timeline: {timelines}");
        await SayAsync($"counts by state: {await turns.MeasureCountsAsync(cancellationToken)}");
        return new HistorySummary(lists.Ms(95), filters.Ms(95), searches.Ms(95), Math.Max(missions.Ms(95), timelines.Ms(95)));
    }

    /// <summary>The worst of them: an average over quick ones must not hide a slow one.</summary>
    private async Task<Latencies> MeasureAsync(
        HistoryTurns turns, string what, IReadOnlyDictionary<string, MissionQuery> queries, CancellationToken cancellationToken)
    {
        Latencies? worst = null;
        foreach (var (name, query) in queries)
        {
            var latencies = await turns.MeasureAsync(query, cancellationToken);
            await SayAsync($"{what} {name}: {latencies}");
            if (worst is null || latencies.Ms(95) > worst.Ms(95))
                worst = latencies;
        }

        return worst ?? new Latencies();
    }

    private static Dictionary<string, MissionQuery> Prepared(IReadOnlyDictionary<string, MissionQuery> lists, MissionQuery deep) =>
        new(lists) { ["deep in the pages"] = deep };

    private static async Task<MissionQuery> DeepAsync(IMissionClient client, CancellationToken cancellationToken)
    {
        const int pages = 500;
        var query = new MissionQuery { Limit = 200 };
        for (var i = 0; i < pages; i++)
        {
            if ((await client.ListAsync(query, cancellationToken)).NextCursor is not { } next)
                break;
            query = query with { Cursor = next };
        }

        return query with { Limit = null };
    }

    private static async Task<List<TItem>> ReadAsync<TItem>(
        FleetUnderTest fleet, string sql, Func<NpgsqlDataReader, TItem> map, CancellationToken cancellationToken, params object[] values)
    {
        await using var connection = new NpgsqlConnection(fleet.Database);
        await connection.OpenAsync(cancellationToken);
#pragma warning disable CA2100 // The benchmark's own text.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var items = new List<TItem>();
        while (await rows.ReadAsync(cancellationToken))
            items.Add(map(rows));
        return items;
    }

    private Task SayAsync(FormattableString text) => notes.WriteLineAsync(text.ToString(CultureInfo.InvariantCulture));
}
