using System.Text.Json;
using Corporation.Client;
using Corporation.Contracts.Missions;
using Corporation.Hq.Tests.Hosts;
using Corporation.Hq.Tests.Nodes;
using Corporation.LocalServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;

namespace Corporation.Hq.Tests.LegacyStreams;

public sealed class When_a_mission_is_delegated_to_a_legacy_worker(LegacyRedis redis, EmptyServer postgreSql)
    : IClassFixture<LegacyRedis>, IClassFixture<EmptyServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_worker_gets_it_as_its_own_fleet_writes_it_and_its_answer_is_the_result()
    {
        var worker = await OldWorker.StartAsync(redis.Server);
        await using var node = await TestNode.StartAsync(settings: worker.Settings());
        var id = await node.SubmitAsync(OldWorker.Kind, new { repo = "x", deep = new { number = 1 } }, mission => mission with { TimeoutSeconds = 600 });

        var job = await worker.TakeAsync();
        Assert.Equal(["idempotency_key", "job_id", "max_retries", "payload", "priority", "timeout_seconds"], job.EnumerateObject().Select(member => member.Name));
        Assert.Equal((0, $"{id}-1"), (job.GetProperty("max_retries").GetInt32(), job.GetProperty("job_id").GetString()));
        Assert.InRange(job.GetProperty("timeout_seconds").GetInt32(), 590, 600);
        Assert.Equal(
            $$$"""{"context":{"deep":{"number":1},"mission_kind":"{{{OldWorker.Kind}}}","repo":"x"},"task":"{{{OldWorker.Kind}}}"}""", job.GetProperty("payload").GetRawText());
        await worker.SucceedAsync(job, new { done = true });

        var mission = await node.UntilAsync(id, MissionLifeState.Succeeded);
        Assert.Equal("""{"done":true}""", mission.Result!.Value.GetRawText());
    }

    [Fact]
    public async Task A_failure_a_dead_letter_and_an_unreadable_answer_are_failed_attempts_and_each_further_one_is_a_job_of_its_own()
    {
        var worker = await OldWorker.StartAsync(redis.Server);
        await using var node = await TestNode.StartAsync(settings: worker.Settings());
        var id = await node.SubmitAsync(OldWorker.Kind, new { }, mission => mission with { MaxRetries = 3 });
        var jobs = new List<JsonElement> { await worker.TakeAsync() };

        await worker.FailAsync(jobs[0], "no luck");
        jobs.Add(await worker.TakeAsync());
        await worker.DeadLetterAsync(jobs[1], "dead there");
        jobs.Add(await worker.TakeAsync());
        await worker.AnswerRawAsync(jobs[2], "nonsense");
        jobs.Add(await worker.TakeAsync());
        await worker.SucceedAsync(jobs[3], "at last");

        await node.UntilAsync(id, MissionLifeState.Succeeded);
        Assert.Equal(Enumerable.Range(1, 4).Select(attempt => $"{id}-{attempt}"), jobs.Select(job => job.GetProperty("job_id").GetString()));
        var errors = (await node.EventsAsync(id)).Where(happened => happened.Event == MissionEventNames.AttemptFailed).Select(happened => $"{happened.Details}").ToList();
        Assert.Equal(3, errors.Count);
        foreach (var (error, expected) in errors.Zip(["no luck", "dead there", "is not a JSON object"]))
            Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_is_no_text_is_a_failure_with_the_reason_and_holds_up_no_other()
    {
        var worker = await OldWorker.StartAsync(redis.Server);
        await using var node = await TestNode.StartAsync(settings: worker.Settings());
        string[] answers =
        [
            """{"status":"FAILED","error":"\udc80"}""", """{"status":"\ud800"}""", """{"status":"SUCCESS","result":["\ud800x"]}""",
        ];
        var bad = new List<Guid>();
        foreach (var answer in answers)
        {
            bad.Add(await node.SubmitAsync(OldWorker.Kind, new { }, mission => mission with { MaxRetries = 0 }));
            await worker.AnswerRawAsync(await worker.TakeAsync(), answer);
        }

        bad.Add(await node.SubmitAsync(OldWorker.Kind, new { }, mission => mission with { MaxRetries = 0 }));
        await worker.AnswerWithBytesAsync(await worker.TakeAsync(), """{"status":"FAILED","error":"\255"}""");
        var good = await node.SubmitAsync(OldWorker.Kind, new { });
        await worker.SucceedAsync(await worker.TakeAsync(), "fine");

        await node.UntilAsync(good, MissionLifeState.Succeeded);
        foreach (var id in bad)
            Assert.Contains("is not text", (await node.UntilAsync(id, MissionLifeState.DeadLettered)).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_was_with_the_worker_when_the_process_ended_is_waited_for_by_the_next_one_and_runs_once()
    {
        var worker = await OldWorker.StartAsync(redis.Server);
        Guid id;
        string folder;
        JsonElement job;
        await using (var node = await TestNode.StartAsync(settings: worker.Settings()))
        {
            folder = node.Folder;
            id = await node.SubmitAsync(OldWorker.Kind, new { });
            job = await worker.TakeAsync();
        }

        // The answer comes while nobody listens.
        await worker.SucceedAsync(job, "done meanwhile");
        await using var next = await TestNode.StartAsync(folder: folder, settings: worker.Settings());

        Assert.Equal("\"done meanwhile\"", (await next.UntilAsync(id, MissionLifeState.Succeeded)).Result!.Value.GetRawText());
        Assert.Equal(1, await worker.CountJobsAsync());
    }

    [Fact]
    public async Task A_job_that_the_server_has_lost_is_delegated_again_under_the_same_name()
    {
        await using var server = await RedisServer.StartAsync(new RedisServerOptions(), Token);
        var worker = await OldWorker.StartAsync(server);
        await using var node = await TestNode.StartAsync(settings: worker.Settings());
        var id = await node.SubmitAsync(OldWorker.Kind, new { });
        await TestNode.UntilAsync(async () => await worker.CountJobsAsync() == 1);

        await server.ExecuteAsync("FLUSHALL");
        await worker.ListenAsync();
        var job = await worker.TakeAsync();
        await worker.SucceedAsync(job, 7);

        await node.UntilAsync(id, MissionLifeState.Succeeded);
        Assert.Equal($"{id}-1", job.GetProperty("job_id").GetString());
    }

    [Fact]
    public async Task A_cancelled_mission_ends_although_the_worker_goes_on()
    {
        var worker = await OldWorker.StartAsync(redis.Server);
        await using var node = await TestNode.StartAsync(settings: worker.Settings());
        var id = await node.SubmitAsync(OldWorker.Kind, new { });
        var job = await worker.TakeAsync();

        await node.Client.CancelAsync(id, "enough", Token);
        await node.UntilAsync(id, MissionLifeState.Cancelled);
        await worker.SucceedAsync(job, "too late");

        Assert.Equal(MissionLifeState.Cancelled, (await node.GetAsync(id)).State);
    }

    [Fact]
    public async Task Both_directions_work_side_by_side_and_a_mission_may_pass_through()
    {
        var worker = await OldWorker.StartAsync(redis.Server);
        var fleet = new OldFleet(redis.Server);
        var settings = fleet.Settings();
        foreach (var (name, value) in worker.Settings().Where(setting => !settings.ContainsKey(setting.Key)))
            settings[name] = value;
        await using var node = await TestNode.StartAsync(settings: settings);

        await fleet.AddAsync("through", OldWorker.Kind, new { number = 1 });
        await worker.SucceedAsync(await worker.TakeAsync(), "passed on");

        Assert.Equal("passed on", (await fleet.ResultAsync("through")).GetProperty("result").GetString());
    }

    [Theory]
    [InlineData("LegacyStreams:Outbound:Stream", "s", "LegacyStreams:Outbound:Stream is 's', which HQ itself takes missions from")]
    [InlineData("LegacyStreams:Outbound:Stream", "s:results", "Give each one of its own")]
    [InlineData("LegacyStreams:Outbound:Stream", "s:dlq", "Give each one of its own")]
    [InlineData("LegacyStreams:Outbound:Stream", "a b", "without blanks")]
    [InlineData("LegacyStreams:Outbound:Concurrency", "0", "it must be 1 to 1000")]
    [InlineData("LegacyStreams:Outbound:Kinds:0", "No Kind", "is not a legal name")]
    public async Task Settings_that_can_not_be_are_refused_at_the_start(string option, string value, string expected)
    {
        var settings = new Dictionary<string, string?>
        {
            ["LegacyStreams:Enabled"] = "true",
            ["LegacyStreams:Url"] = redis.Server.Url.ToString(),
            ["LegacyStreams:Stream"] = "s",
            ["LegacyStreams:DlqStream"] = "s:dlq",
            ["LegacyStreams:Outbound:Stream"] = "work",
            ["LegacyStreams:Outbound:Kinds:0"] = "old_work",
            [option] = value,
        };

        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => TestNode.StartAsync(settings: settings));

        Assert.True(refusal is OptionsValidationException or NodeSettingsException, refusal.ToString());
        Assert.Contains(expected, NodeFailure.WrongSettings(refusal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_headquarters_has_a_factory_of_its_own_for_it_and_several_of_them_share_the_work()
    {
        var worker = await OldWorker.StartAsync(redis.Server);
        var database = await postgreSql.Server.CreateDatabaseAsync();
        await using var first = await StartAsync(worker, database, "one");
        await using var second = await StartAsync(worker, database, "two");
        using var http = new HttpClient { BaseAddress = new Uri(first.Urls.First()) };
        var client = new MissionClient(http);
        await TestNode.UntilAsync(async () => (await client.ListKindsAsync(Token)).Kinds.Any(kind => kind.MissionKind == OldWorker.Kind && kind.Factories.Count == 2));
        var kinds = (await client.ListKindsAsync(Token)).Kinds;

        Assert.Equal(["more_old_work", OldWorker.Kind], kinds.Select(kind => kind.MissionKind));
        Assert.Equal(["legacy-streams-one", "legacy-streams-two"], kinds[1].Factories);

        var missions = new List<Guid>();
        for (var number = 0; number < 10; number++)
            missions.Add((await client.SubmitAsync(new() { MissionKind = OldWorker.Kind }, Token)).Mission.JobId);
        foreach (var _ in missions)
            await worker.SucceedAsync(await worker.TakeAsync(), "ok");
        foreach (var mission in missions)
            await TestNode.UntilAsync(async () => (await client.GetAsync(mission, null, Token)).State == MissionLifeState.Succeeded);
        Assert.Equal(missions.Count, await worker.CountJobsAsync());
        await second.StopAsync(Token);
        await first.StopAsync(Token);
    }

    private async Task<WebApplication> StartAsync(OldWorker worker, string database, string factoryId)
    {
        var settings = worker.Settings();
        settings["Bus:RedisUrl"] = redis.Server.Url.ToString();
        settings["Bus:VirtualHost"] = database;
        settings["UA_FACTORY_ID"] = factoryId;
        settings["Factory:WorkspaceRoot"] = Directory.CreateTempSubdirectory("legacy-factory-").FullName;
        var hq = Headquarters.Build(new HeadquartersOptions
        {
            Url = "http://127.0.0.1:0",
            Database = postgreSql.Server.ConnectionString(database),
            QuietLogs = true,
            Settings = settings,
        });
        await hq.StartAsync(Token);
        return hq;
    }
}
