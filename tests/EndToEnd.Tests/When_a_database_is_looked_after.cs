using System.Text.Json;
using Corporation.LocalServers;

namespace Corporation.EndToEnd.Tests;

/// <summary><c>corp db</c> as a process: what it makes, and what it refuses.</summary>
[Collection(FleetCollection.Name)]
public sealed class When_a_database_is_looked_after : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_node_is_backed_up_while_it_works_and_restored_into_another_folder()
    {
        var (state, fresh, file) = (At("state"), At("fresh"), At("node.backup"));
        var (first, client) = await CorpProcess.UpAsync(state);
        Guid mission;
        await using (first)
        {
            mission = (await client.SubmitAsync(Missions.Echo(1), Token)).Mission.JobId;
            await Missions.AssertSucceededOnceAsync(client, mission);

            await CorpAsync(0, "db", "backup", file, "--data", state);
            Assert.Contains("exists", await RefusedAsync(2, "db", "backup", file, "--data", state), StringComparison.Ordinal);
            await CorpAsync(0, "db", "backup", file, "--data", state, "--force");
            Assert.Contains("in use", await RefusedAsync(3, "db", "migrate", "--data", state), StringComparison.Ordinal);
            Assert.NotEmpty(await RefusedAsync(3, "db", "restore", file, "--data", state));
            await first.TerminateAsync();
        }

        Assert.Contains("exists", await RefusedAsync(2, "db", "restore", file, "--data", state), StringComparison.Ordinal);
        Assert.Equal(1, (await CorpAsync(0, "db", "restore", file, "--data", fresh)).GetProperty("missions").GetInt64());

        var (second, restored) = await CorpProcess.UpAsync(fresh);
        await using (second)
            await Missions.AssertSucceededOnceAsync(restored, mission);
    }

    [Fact]
    public async Task What_can_not_be_done_is_refused_with_what_to_do()
    {
        await using var server = await PostgreSqlServer.StartAsync([], Token);
        var (empty, database) = (server.ConnectionString(await server.CreateDatabaseAsync()), server.ConnectionString(await server.CreateDatabaseAsync()));
        await File.WriteAllTextAsync(At("garbage"), "no backup at all, but long enough to be one", Token);
        await CorpAsync(0, "db", "migrate", "--database", database);

        Assert.Contains("no schema of an HQ", await RefusedAsync(2, "db", "backup", At("a"), "--database", empty), StringComparison.Ordinal);
        Assert.Contains("postgresql-client", await RefusedAsync(3, "db", "backup", At("a"), "--database", database, "--tools", _folder.Path), StringComparison.Ordinal);
        Assert.Contains("can't be used", await RefusedAsync(3, "db", "backup", At("a"), "--database", "Host=127.0.0.1;Port=1;Database=x;Username=x"), StringComparison.Ordinal);
        Assert.Contains("can't be read", await RefusedAsync(2, "db", "restore", At("nowhere"), "--database", empty), StringComparison.Ordinal);
        Assert.Contains("no backup", await RefusedAsync(2, "db", "restore", At("garbage"), "--database", empty), StringComparison.Ordinal);
        Assert.Contains("say the same", await RefusedAsync(2, "db", "migrate", "--database", empty, "--data", _folder.Path), StringComparison.Ordinal);
        Assert.Contains("does not exist", await RefusedAsync(2, "db", "migrate", "--data", At("nothing")), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", await RefusedAsync(2, "db", "migrate", "--database", "Host=;Password=s3cret;Nonsense=1"), StringComparison.Ordinal);

        await CorpAsync(0, "db", "backup", At("server.backup"), "--database", database);
        Assert.Contains("--database", await RefusedAsync(2, "db", "restore", At("server.backup"), "--data", At("node")), StringComparison.Ordinal);
        await server.ExecuteAsync("insert into \"__EFMigrationsHistory\" values ('99991231235959_Future', '99')", DatabaseOf(database));
        Assert.Contains("newer version", await RefusedAsync(2, "db", "backup", At("b"), "--database", database), StringComparison.Ordinal);
        Assert.Equal(["garbage", "server.backup"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_headquarters_that_must_not_migrate_starts_after_somebody_did()
    {
        await using var server = await PostgreSqlServer.StartAsync([], Token);
        var database = server.ConnectionString(await server.CreateDatabaseAsync());
        await using var redis = await RedisServer.StartAsync(new RedisServerOptions(), Token);
        var environment = new Dictionary<string, string>
        {
            ["Database__ConnectionString"] = database,
            ["Database__Schema"] = "Require",
            ["UA_REDIS_URL"] = redis.Url.ToString(),
        };
        string[] up = ["up", "--role", "headquarters", "--url", "http://127.0.0.1:0", "--json"];

        await using (var refused = CorpProcess.Start(environment, up))
        {
            Assert.Equal(3, await refused.WaitForExitAsync());
            Assert.Contains("corp db migrate", refused.Error, StringComparison.Ordinal);
        }

        // Two at once: one of them does it.
        var both = await Task.WhenAll(CorpAsync(0, "db", "migrate", "--database", database), CorpAsync(0, "db", "migrate", "--database", database));
        Assert.All(both, report => Assert.Equal(both[0].GetProperty("schema").GetString(), report.GetProperty("schema").GetString()));
        Assert.Equal(0, (await CorpAsync(0, "db", "migrate", "--database", database)).GetProperty("applied").GetInt32());

        await using var hq = CorpProcess.Start(environment, up);
        await Dying.Fleet.UntilAsync(() => Task.FromResult(hq.Out.Contains("\"ready\"", StringComparison.Ordinal)), "HQ is ready");
        await hq.TerminateAsync();
    }

    private string At(string name) => Path.Combine(_folder.Path, name);

    private static string DatabaseOf(string connection) => connection.Split("Database=")[1];

    private static async Task<JsonElement> CorpAsync(int code, params string[] arguments)
    {
        await using var corp = CorpProcess.Start([.. arguments, "--json"]);
        Assert.True(code == await corp.WaitForExitAsync(), $"corp {string.Join(' ', arguments)} ended with {corp.ExitCode}: {corp.Error}");
        return JsonSerializer.Deserialize<JsonElement>(corp.LastLine);
    }

    private static async Task<string> RefusedAsync(int code, params string[] arguments)
    {
        await using var corp = CorpProcess.Start(arguments);
        Assert.True(code == await corp.WaitForExitAsync(), $"corp {string.Join(' ', arguments)} ended with {corp.ExitCode}: {corp.Error}{corp.Out}");
        return corp.Error;
    }
}
