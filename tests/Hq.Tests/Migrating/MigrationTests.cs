using System.Text.Json;
using Corporation.Client;
using Corporation.Contracts.Http;
using Corporation.Contracts.Json;
using Corporation.Contracts.Missions;
using Corporation.Hq.Tests.Hosts;
using Corporation.LocalServers;
using Corporation.Sagas.Storage;
using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Opening;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.Hq.Tests.Migrating;

/// <summary>
/// Databases of any age, brought up to date by an HQ of today and read through its API. Whoever adds a migration has nothing to do here, unless HQ
/// writes other columns from then on: then a sample of it belongs beside the others (see <see cref="Schema.Samples"/>).
/// </summary>
public sealed class MigrationTests(EmptyServer server) : IClassFixture<EmptyServer>
{
    private const string Sqlite = nameof(SqliteSchema);
    private const string PostgreSql = nameof(PostgreSqlSchema);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>
    /// Every sample in every schema from its own on: the older ones are databases in which an older HQ stopped, the newer ones those in which
    /// it still writes while others are upgraded (expand before contract).
    /// </summary>
    public static TheoryData<string, string, string> Databases()
    {
        var databases = new TheoryData<string, string, string>();
        foreach (var (name, schema) in new (string, Schema)[] { (Sqlite, new SqliteSchema()), (PostgreSql, new PostgreSqlSchema("Host=nowhere", redis: null)) })
        {
            foreach (var sample in schema.Samples.Keys)
            {
                foreach (var migration in schema.Migrations.Where(migration => string.CompareOrdinal(migration, sample) >= 0))
                    databases.Add(name, sample, migration);
            }
        }

        return databases;
    }

    [Fact]
    public async Task A_new_database_gets_its_schema_without_a_word_of_complaint_from_the_server()
    {
        var database = await server.Server.CreateDatabaseAsync();
        var before = server.Server.LogTail(int.MaxValue).Length;
        for (var start = 1; start <= 2; start++)
        {
            await using var services = new ServiceCollection()
                .AddPostgreSqlStore<SharedMissionsDbContext>(options => options.ConnectionString = server.Server.ConnectionString(database))
                .BuildServiceProvider();

            await services.GetRequiredService<IStoreStartup>().PrepareAsync(Token);
        }

        Assert.Equal("0", await server.Server.ExecuteAsync("select count(*) from missions", database));
        Assert.DoesNotMatch("ERROR.*", server.Server.LogTail(int.MaxValue)[before..]);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task What_an_older_HQ_has_stored_is_there_after_the_migrations_and_can_be_worked_with(string database, string sample, string migration)
    {
        await using var schema = await CreateAsync(database);
        await schema.MigrateAsync(migration);
        await schema.LoadAsync(sample);

        await using var hq = schema.Build();
        await hq.StartAsync(Token);
        using var http = new HttpClient { BaseAddress = new Uri(hq.Urls.First()) };
        var client = new MissionClient(http);

        var (expected, received) = (await ExpectedAsync(schema, sample), await ReadAsync(client));
        if (received != expected)
            await File.WriteAllTextAsync(Schema.SampleFile(database + ".received.jsonl"), received, Token);
        Assert.Equal(expected, received);
        await WorkAsync(client);
        await hq.StopAsync(Token);
    }

    [Theory]
    [InlineData(Sqlite)]
    [InlineData(PostgreSql)]
    public async Task The_oldest_schema_has_a_sample(string database)
    {
        await using var schema = await CreateAsync(database);

        Assert.Equal(schema.Migrations[0], schema.Samples.Keys.First());
    }

    [Theory]
    [InlineData(Sqlite, "update missions set task = ''")]
    [InlineData(Sqlite, "delete from mission_results")]
    [InlineData(PostgreSql, "update missions set created_at = created_at / 1000")]
    [InlineData(PostgreSql, "update mission_usage set quantity = '1.25'")]
    [InlineData(PostgreSql, "delete from mission_words")]
    public async Task A_migration_that_loses_something_would_be_seen(string database, string loss)
    {
        await using var schema = await CreateAsync(database);
        await schema.MigrateAsync(schema.Migrations[0]);
        await schema.LoadAsync(schema.Migrations[0]);
        await schema.ExecuteAsync(loss);

        await using var hq = schema.Build();
        await hq.StartAsync(Token);
        using var http = new HttpClient { BaseAddress = new Uri(hq.Urls.First()) };

        Assert.NotEqual(await ExpectedAsync(schema, schema.Migrations[0]), await ReadAsync(new MissionClient(http)));
        await hq.StopAsync(Token);
    }

    private async Task<Schema> CreateAsync(string database) =>
        database == Sqlite
            ? new SqliteSchema()
            : new PostgreSqlSchema(
                server.Server.ConnectionString(await server.Server.CreateDatabaseAsync()),
                await RedisServer.StartAsync(new RedisServerOptions(), CancellationToken.None));

    private static Task<string> ExpectedAsync(Schema schema, string sample) =>
        File.ReadAllTextAsync(Schema.SampleFile(Path.ChangeExtension(schema.Samples[sample], ".expected.jsonl")), Token);

    /// <summary>Everything that HQ shows, a JSON object on each line.</summary>
    private static async Task<string> ReadAsync(MissionClient client)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var all = (await client.ListAsync(new MissionQuery { Limit = 200 }, Token)).Missions;
        foreach (var listed in all.Reverse())
        {
            Write(text, await client.GetAsync(listed.JobId, null, Token));
            foreach (var happened in (await client.GetTimelineAsync(listed.JobId, 0, Token)).Events)
                Write(text, happened);
            foreach (var line in (await client.GetLogAsync(listed.JobId, 1000, Token)).Lines)
                Write(text, line);
        }

        Write(text, (await client.CountAsync(Token)).States.OrderBy(count => count.Key));
        Write(text, (await client.ListAsync(new MissionQuery { Text = "bordeaux 6" }, Token)).Missions.Select(mission => mission.IdempotencyKey));
        Write(text, (await client.ListAsync(new MissionQuery { FactoryId = "desk-2" }, Token)).Missions.Select(mission => mission.IdempotencyKey));
        Write(text, (await client.ListAsync(new MissionQuery { MissionKind = "paint_chassis", States = [MissionLifeState.Running] }, Token)).Missions.Select(mission => mission.IdempotencyKey));
        Write(text, (await client.ListKindsAsync(Token)).Kinds.Where(kind => kind.MissionKind == "paint_chassis"));
        return text.ToString();
    }

    private static async Task WorkAsync(MissionClient client)
    {
        var (scheduled, dead) = (await KnownAsync(client, "order-1"), await KnownAsync(client, "order-8"));

        Assert.Equal(MissionLifeState.Cancelled, (await client.CancelAsync(scheduled.JobId, "test", Token)).State);
        var requeued = await client.RequeueAsync(dead.JobId, "test", Token);
        Assert.Equal((MissionLifeState.Queued, 2), (requeued.State, requeued.Round));
        var created = await client.SubmitAsync(new MissionSubmission { MissionKind = "paint", IdempotencyKey = "order-new" }, Token);
        Assert.True(created.Created);
    }

    private static async Task<MissionView> KnownAsync(MissionClient client, string key)
    {
        var known = await client.SubmitAsync(new MissionSubmission { MissionKind = "paint_chassis", IdempotencyKey = key }, Token);
        Assert.False(known.Created);
        return known.Mission;
    }

    private static void Write<T>(TextWriter text, T value) => text.WriteLine(JsonSerializer.Serialize(value, ContractsJson.Http));
}
