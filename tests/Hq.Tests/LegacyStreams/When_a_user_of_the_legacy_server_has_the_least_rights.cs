using Corporation.Contracts.Missions;
using Corporation.Hq.Tests.Nodes;
using Corporation.LocalServers;

namespace Corporation.Hq.Tests.LegacyStreams;

/// <summary>Both directions for a user with the rights that docs/legacy-streams.md lists and no other.</summary>
public sealed class When_a_user_of_the_legacy_server_has_the_least_rights
{
    // The client asks for these when it connects, and does without.
    private static readonly string[] DoneWithout =
        ["config|get", "config", "cluster|nodes", "cluster|slots", "cluster", "client", "client|setinfo", "__Booksleeve_MasterChanged"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_that_is_needed_is_refused()
    {
        await using var server = await RedisServer.StartAsync(new RedisServerOptions { User = new RedisUser("hq", "secret", Rules()) }, Token);
        var fleet = new OldFleet(server, "ua:missions:delegation", "ua:missions:dlq");
        var worker = await OldWorker.StartAsync(server, "ua:missions:workers", "ua:missions:dlq");
        var settings = fleet.Settings(("MaxLength", "1000"));
        foreach (var (name, value) in worker.Settings().Where(setting => !settings.ContainsKey(setting.Key)))
            settings[name] = value;
        await using var node = await TestNode.StartAsync(missions => missions.Add<FlakyHandler>(), settings: settings);

        // What comes: a mission, one that dies, one that is none.
        await fleet.AddAsync("good", "echo", new { text = "x" });
        await fleet.AddAsync("hopeless", "flaky", new { failures = 9 }, maxRetries: 1);
        await fleet.AddRawAsync("job_id", "bad");
        await fleet.ResultAsync("good");
        await fleet.ResultAsync("hopeless");
        await fleet.UntilSettledAsync();
        Assert.Equal(2, await fleet.DeadLetterCountAsync());

        // What goes: a failure, and then a result.
        var id = await node.SubmitAsync(OldWorker.Kind, new { }, mission => mission with { MaxRetries = 1 });
        await worker.FailAsync(await worker.TakeAsync(), "no luck");
        await worker.SucceedAsync(await worker.TakeAsync(), "done");
        await node.UntilAsync(id, MissionLifeState.Succeeded);
        Assert.Equal(2, await worker.CountJobsAsync());

        Assert.Empty((await RefusedAsync(server)).Except(DoneWithout));
    }

    /// <summary>The words behind the user's password, as they are in the document.</summary>
    private static string Rules()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "docs", "legacy-streams.md")))
            folder = folder.Parent ?? throw new InvalidOperationException("docs/legacy-streams.md is not above the tests.");
        var text = File.ReadAllText(Path.Combine(folder.FullName, "docs", "legacy-streams.md"));
        const string Beginning = "ACL SETUSER hq on >secret ";
        var begin = text.IndexOf(Beginning, StringComparison.Ordinal) + Beginning.Length;
        var end = text.IndexOf("```", begin, StringComparison.Ordinal);
        return string.Join(' ', text[begin..end].Split([' ', '\n', '\\'], StringSplitOptions.RemoveEmptyEntries));
    }

    private static async Task<IReadOnlyList<string>> RefusedAsync(RedisServer server)
    {
        var lines = (await server.ExecuteAsync("ACL", "LOG")).Split('\n');
        return [.. lines.Zip(lines.Skip(1)).Where(pair => pair.First == "object").Select(pair => pair.Second).Distinct()];
    }
}
