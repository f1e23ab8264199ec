using System.Text.Json;
using Corporation.Client;
using Corporation.Contracts.Missions;

namespace Corporation.EndToEnd.Tests.Dying;

public sealed class When_a_backup_is_restored(Fleet fleet) : IClassFixture<Fleet>, IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await fleet.HealAsync();

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_fresh_HQ_has_all_that_was_factories_rejoin_and_what_was_in_flight_is_completed_once()
    {
        var file = Path.Combine(_folder.Path, "fleet.backup");
        var ended = await fleet.SubmitAsync(Enumerable.Range(0, 10).Select(Missions.Echo));
        await fleet.AssertSucceededOnceAsync(ended);
        var inFlight = await fleet.SubmitAsync(Enumerable.Range(0, 12).Select(_ => Missions.Sleep("2")));
        await fleet.RunsOnAsync(inFlight[0]);

        var backup = await CorpAsync(0, "db", "backup", file, "--database", Connection(fleet.Database));
        Assert.Equal(new FileInfo(file).Length, backup.GetProperty("bytes").GetInt64());
        Assert.Single(Directory.GetFiles(_folder.Path));
        var later = (await fleet.SubmitAsync([Missions.Echo(1)]))[0];
        foreach (var hq in fleet.Headquarters)
            await hq.KillAsync();

        var refusal = await CorpAsync(2, "db", "restore", file, "--database", Connection(fleet.Database));
        Assert.Contains("is not empty", refusal.GetProperty("title").GetString(), StringComparison.Ordinal);
        var fresh = await fleet.PostgreSql.CreateDatabaseAsync();
        var restored = await CorpAsync(0, "db", "restore", file, "--database", Connection(fresh));
        Assert.Equal(22, restored.GetProperty("missions").GetInt64());

        await using var next = await fleet.StartHeadquartersAsync(fresh);
        var client = MissionClientModule.Connect(next.Url);
        await Fleet.UntilAsync(
            async () => (await client.ListKindsAsync(Token)).Kinds.Any(kind => kind is { MissionKind: "shell_task", Factories.Count: 2 }), "both factories have rejoined");
        foreach (var mission in ended.Concat(inFlight))
            await Missions.AssertSucceededOnceAsync(client, mission);
        Assert.Equal(404, (await Assert.ThrowsAsync<HqProblemException>(() => client.GetAsync(later, null, Token))).Status);

        // And it works on like any other.
        var anew = await client.SubmitAsync(Missions.Echo(2), Token);
        Assert.Equal(MissionLifeState.Succeeded, (await Missions.EndAsync(client, anew.Mission.JobId)).State);
        await Assert.ThrowsAsync<LocalServers.LocalServerException>(() => fleet.PostgreSql.ExecuteAsync("delete from mission_events", fresh));
    }

    private string Connection(string database) => fleet.PostgreSql.ConnectionString(database);

    private static async Task<JsonElement> CorpAsync(int code, params string[] arguments)
    {
        await using var corp = CorpProcess.Start([.. arguments, "--json"]);
        Assert.True(code == await corp.WaitForExitAsync(), $"corp {string.Join(' ', arguments)} ended with {corp.ExitCode}: {corp.Error}");
        return JsonSerializer.Deserialize<JsonElement>(code == 0 ? corp.LastLine : corp.Error.Split('\n')[^1]);
    }
}
