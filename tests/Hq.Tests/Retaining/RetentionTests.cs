using Corporation.Contracts.Missions;
using Corporation.Hq.Retaining;
using Corporation.LocalServers;
using Corporation.Sagas.Storage;
using Corporation.SagaStore.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.Hq.Tests.Retaining;

public sealed class SqliteRetentionTests : RetentionConformance
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hq-retention-").FullName;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private protected override Task<RetentionBench> CreateAsync() => Task.FromResult(new RetentionBench(new ServiceCollection()
        .AddLogging()
        .AddSqliteStore<MissionsDbContext>(options => options.FilePath = Path.Combine(_folder, "hq.db"))
        .BuildServiceProvider()));
}

public sealed class RetentionServer : IAsyncLifetime
{
    public PostgreSqlServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await PostgreSqlServer.StartAsync([], CancellationToken.None);

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

public sealed class PostgreSqlRetentionTests(RetentionServer server) : RetentionConformance, IClassFixture<RetentionServer>
{
    private string _database = "";

    [Fact]
    public async Task The_timeline_stays_append_only_for_everybody_else()
    {
        await Bench.AddAsync(MissionLifeState.Succeeded, 100);
        await Bench.AddAsync(MissionLifeState.Succeeded, 1);
        await Bench.Sweeper().SweepAsync(Token);

        // In the same transaction as a removal, too: others may share it.
        foreach (var before in (string?[])[null, $"{AppendOnlyEvents.AllowRemoval}; {AppendOnlyEvents.ForbidRemoval}"])
        {
            var refusal = await Assert.ThrowsAsync<LocalServerException>(() => server.Server.ExecuteAsync($"{before}; delete from mission_events", _database));
            Assert.Contains("append-only", refusal.Message, StringComparison.Ordinal);
        }

        await Bench.AddFactoryEventAsync(100);
        foreach (var change in (string[])["delete from factory_events", $"{AppendOnlyEvents.AllowRemoval}; update factory_events set reason = 'x'", "truncate factory_events"])
        {
            var refusal = await Assert.ThrowsAsync<LocalServerException>(() => server.Server.ExecuteAsync(change, _database));
            Assert.Contains("append-only", refusal.Message, StringComparison.Ordinal);
        }

        var update = await Assert.ThrowsAsync<LocalServerException>(
            () => server.Server.ExecuteAsync($"{AppendOnlyEvents.AllowRemoval}; update mission_events set event = 'x'", _database));
        Assert.Contains("append-only", update.Message, StringComparison.Ordinal);
        Assert.Single(await Bench.WholeMissionsAsync());
    }

    [Fact]
    public async Task A_mission_that_somebody_is_changing_is_left_alone()
    {
        var (held, free) = (await Bench.AddAsync(MissionLifeState.Succeeded, 100), await Bench.AddAsync(MissionLifeState.Succeeded, 101));
        await using var connection = new Npgsql.NpgsqlConnection(server.Server.ConnectionString(_database));
        await connection.OpenAsync(Token);
        await using (await connection.BeginTransactionAsync(Token))
        {
            await using var hold = new Npgsql.NpgsqlCommand("select 1 from missions where mission_id = $1 for update", connection) { Parameters = { new() { Value = held } } };
            await hold.ExecuteNonQueryAsync(Token);

            Assert.Equal(1, await Bench.Sweeper().SweepAsync(Token));
        }

        Assert.Equal([held], await Bench.WholeMissionsAsync());
        Assert.NotEqual(held, free);
        Assert.Equal(1, await Bench.Sweeper().SweepAsync(Token));
    }

    [Fact]
    public async Task The_documented_partitions_change_nothing_but_where_events_lie()
    {
        await Bench.AddAsync(MissionLifeState.Succeeded, 100);
        var document = await File.ReadAllTextAsync(Path.Combine(RepositoryRoot(), "docs", "operations.md"), Token);
        var recipe = document[(document.IndexOf("```sql\nbegin;", StringComparison.Ordinal) + "```sql\n".Length)..];
        await server.Server.ExecuteAsync(recipe[..recipe.IndexOf("```", StringComparison.Ordinal)], _database);

        await using var reopened = Reopen();
        await reopened.OpenAsync();
        var kept = await reopened.AddAsync(MissionLifeState.Succeeded, 1);
        await server.Server.ExecuteAsync("select setval('mission_events_position_seq', 1000000000)", _database);
        var later = await reopened.AddAsync(MissionLifeState.Succeeded, 0);

        Assert.Equal(1, await reopened.Sweeper().SweepAsync(Token));
        Assert.Equal([kept, later], (await reopened.WholeMissionsAsync()).Order());
        Assert.Equal("2", await server.Server.ExecuteAsync("select count(*) from mission_events_second", _database));
        await Assert.ThrowsAsync<LocalServerException>(() => server.Server.ExecuteAsync("delete from mission_events", _database));
    }

    private protected override async Task<RetentionBench> CreateAsync()
    {
        _database = await server.Server.CreateDatabaseAsync();
        return Reopen();
    }

    private RetentionBench Reopen() => new(new ServiceCollection()
        .AddLogging()
        .AddPostgreSqlStore<SharedMissionsDbContext>(options => options.ConnectionString = server.Server.ConnectionString(_database))
        .BuildServiceProvider());

    private static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "CHANGELOG.md")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run below the repository.");
        return folder;
    }
}

public sealed class RetentionOptionsTests
{
    [Fact]
    public void The_defaults_and_for_ever_are_legal()
    {
        Assert.True(new RetentionOptionsValidator().Validate(null, new()).Succeeded);
        Assert.True(new RetentionOptionsValidator().Validate(null, new() { KeepDuration = TimeSpan.Zero }).Succeeded);
    }

    [Fact]
    public void Every_wrong_value_is_named_with_its_range()
    {
        var wrong = new RetentionOptions
        {
            KeepDuration = TimeSpan.FromMinutes(59),
            BatchSize = 0,
            BatchPauseDuration = TimeSpan.FromSeconds(-1),
            SweepInterval = TimeSpan.Zero,
        };

        var failures = new RetentionOptionsValidator().Validate(null, wrong).Failures!.ToList();

        Assert.Equal(4, failures.Count);
        foreach (var setting in new[] { "KeepDuration", "BatchSize", "BatchPauseDuration", "SweepInterval" })
            Assert.Contains(failures, failure => failure.StartsWith($"Retention:{setting} is ", StringComparison.Ordinal));
    }
}
