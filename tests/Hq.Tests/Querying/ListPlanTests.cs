using Corporation.Contracts.Missions;
using Corporation.Hq.Querying;
using Corporation.Hq.Tests.Hosts;
using Corporation.Sagas.Storage;
using Corporation.SagaStore.Configuration;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Corporation.Hq.Tests.Querying;

/// <summary>100,000 missions: 90 % done, a few dead letters, two kinds, two factories.</summary>
public sealed class FullStore : IAsyncLifetime
{
    public const int Missions = 100_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("hq-plan-").FullName;

    internal FileStoreReader Reader { get; private set; } = null!;

    internal string ConnectionString => $"Data Source={Path.Combine(_folder, "hq.db")}";

    public async ValueTask InitializeAsync()
    {
        await using var context = new MissionsDbContext(new DbContextOptionsBuilder<MissionsDbContext>().UseSqlite(ConnectionString).Options);
        await TestSchema.CreateAsync(context);
        Reader = new(ConnectionString);

        // Ids as UUIDv7 writes them: milliseconds first, one mission per millisecond from 2026-01-01 on.
        await context.Database.ExecuteSqlRawAsync(
            """
            WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 99999)
            INSERT INTO missions (mission_id, version, current_state, mission_kind, task, priority, timeout_seconds, max_retries, retry_delay_seconds,
                attempt, retries_used, round, created_at, updated_at, factory_id, last_sequence, error_message)
            SELECT printf('%08X-%04X-7000-8000-%012X', (1767225600000 + i) >> 16, (1767225600000 + i) & 65535, i), 1,
                CASE WHEN i % 1000 = 0 THEN 'DeadLettered' WHEN i % 10 = 0 THEN 'Queued' ELSE 'Succeeded' END,
                CASE WHEN i % 5000 = 0 THEN 'rare' ELSE 'echo' END, 'say number ' || i, 1, 30.0, 1, 1.0, 1, 0, 1,
                (1767225600000 + i) * 1000, (1767225600000 + i) * 1000, CASE WHEN i % 7000 = 0 THEN 'small' ELSE 'big' END, 5,
                CASE WHEN i % 1000 = 0 THEN 'went wrong' END
            FROM n
            """);
    }

    public ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}

public sealed class ListPlanTests(FullStore store) : IClassFixture<FullStore>
{
    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static TheoryData<string> Combinations { get; } =
    [
        "", "state", "states", "kind", "factory", "since", "until", "since until", "text", "state kind", "states kind", "state factory", "kind factory",
        "states kind factory", "state since", "kind until", "factory since until", "states kind factory since until", "text state", "text kind factory",
        "text since until", "text states kind factory since until", "prefix",
    ];

    [Theory]
    [MemberData(nameof(Combinations))]
    public void No_list_scans_or_sorts(string parts)
    {
        var filter = Filter(parts);
        foreach (var after in new ListCursor?[] { null, new ListCursor(Guid.Parse("019B7700-0000-7000-8000-000000000000"), 50_000) })
        {
            var query = MissionListSql.Page(StoreEngine.Sqlite, filter, after, 51)!;

            var plan = Plan(query);

            Assert.DoesNotContain(plan, step => step.Contains("SCAN m", StringComparison.Ordinal) && !step.Contains("VIRTUAL TABLE", StringComparison.Ordinal));
            Assert.DoesNotContain(plan, step => step.Contains("TEMP B-TREE", StringComparison.Ordinal));
            Assert.Contains(plan, step => step.Contains("SEARCH m USING INDEX", StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public async Task Every_list_gives_what_the_filter_means_in_order(string parts)
    {
        var filter = Filter(parts);
        var list = new MissionList(store.Reader);

        var (seen, cursor) = (new List<Guid>(), (ListCursor?)null);
        for (var page = 0; page < 3; page++)
        {
            var missions = await list.PageAsync(filter, 40, cursor, TestContext.Current.CancellationToken);
            seen.AddRange(missions.Missions.Select(mission => mission.JobId));
            if (missions.NextCursor is null)
                break;
            Assert.Null(ListCursor.Read(missions.NextCursor, filter, out var next));
            cursor = next;
        }

        Assert.Equal(Expected(filter).Take(120), seen);
    }

    [Theory]
    [InlineData("")]
    [InlineData("states kind factory")]
    [InlineData("text state")]
    public async Task Counts_agree(string parts)
    {
        var filter = Filter(parts);

        Assert.Equal(Expected(filter).Count(), await new MissionList(store.Reader).CountAsync(filter, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_tally_reads_the_index_only()
    {
        var plan = Plan(new("SELECT current_state, count(*) FROM missions GROUP BY current_state", []));

        Assert.Contains("COVERING INDEX", Assert.Single(plan), StringComparison.Ordinal);
        using var tally = new MissionTally(store.Reader, TimeProvider.System);
        Assert.Equal(FullStore.Missions, (await tally.CountAsync(TestContext.Current.CancellationToken)).States.Values.Sum());
    }

    internal static MissionFilter Filter(string parts)
    {
        string[] words = parts.Split(' ');
        return new()
        {
            States = words.Contains("state") ? [MissionLifeState.DeadLettered]
                : words.Contains("states") ? [MissionLifeState.DeadLettered, MissionLifeState.Queued, MissionLifeState.Succeeded] : [],
            MissionKind = words.Contains("kind") ? "rare" : null,
            FactoryId = words.Contains("factory") ? "big" : null,
            Text = words.Contains("text") ? "number" : words.Contains("prefix") ? "numb* 5*" : null,
            Since = words.Contains("since") ? Begin.AddSeconds(20) : null,
            Until = words.Contains("until") ? Begin.AddSeconds(90) : null,
        };
    }

    /// <summary>The same by the plainest statement.</summary>
    private IEnumerable<Guid> Expected(MissionFilter filter) => store.Reader.Query(PlainSql(filter), row => row.GetGuid(0));

    internal static string PlainSql(MissionFilter filter)
    {
        var sql = "SELECT mission_id FROM missions WHERE 1 = 1";
        if (filter.States.Count > 0)
            sql += $" AND current_state IN ({string.Join(',', filter.States.Select(state => $"'{state}'"))})";
        if (filter.MissionKind is not null)
            sql += $" AND mission_kind = '{filter.MissionKind}'";
        if (filter.FactoryId is not null)
            sql += $" AND factory_id = '{filter.FactoryId}'";
        if (filter.Text is "numb* 5*")
            sql += " AND task LIKE '% 5%'";
        if (filter.Since is { } since)
            sql += $" AND created_at >= {UnixMicroseconds.Of(since)}";
        if (filter.Until is { } until)
            sql += $" AND created_at < {UnixMicroseconds.Of(until)}";
        return sql + " ORDER BY mission_id DESC";
    }

    private List<string> Plan(ListQuery query) =>
        [.. store.Reader.Query("EXPLAIN QUERY PLAN " + query.Sql, row => row.GetString(3), query.Values)];
}
