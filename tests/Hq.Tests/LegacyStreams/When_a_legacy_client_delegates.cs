using System.Text.Json;
using Corporation.Client;
using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;
using Corporation.Hq.Tests.Nodes;

namespace Corporation.Hq.Tests.LegacyStreams;

/// <summary>Missions that a client of the old fleet adds with redis-cli, on a standalone node.</summary>
public sealed class When_a_legacy_client_delegates(LegacyRedis redis) : IClassFixture<LegacyRedis>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_mission_comes_back_as_a_result_and_the_entry_stays_acknowledged_in_the_stream()
    {
        var fleet = new OldFleet(redis.Server);
        await using var node = await TestNode.StartAsync(settings: fleet.Settings());
        var transport = new
        {
            text = "hällo",
            _retry_count = 0,
            job_id = "job-1",
            gateway_url = "http://10.0.0.1",
            target_factory_id = "old-7",
            source_session_id = "s",
            source_turn_id = "t",
            reply_mode = "none",
        };

        await fleet.AddAsync("job-1", "echo", transport);
        var result = await fleet.ResultAsync("job-1");

        Assert.Equal("SUCCESS", result.GetProperty("status").GetString());
        Assert.Equal("""{"text":"hällo"}""", result.GetProperty("result").GetRawText());
        Assert.Equal(JsonValueKind.Null, result.GetProperty("error").ValueKind);
        Assert.Equal(["error", "job_id", "result", "status"], result.EnumerateObject().Select(member => member.Name));
        await fleet.UntilSettledAsync();
        Assert.Equal(1, await fleet.LengthAsync());
        Assert.Equal(0, await fleet.DeadLetterCountAsync());

        var mission = await OnlyMissionAsync(node);
        Assert.Equal(("legacy:job-1", "do it", 1, 60d, 2), (mission.IdempotencyKey, mission.Task, mission.Priority, mission.TimeoutSeconds, mission.MaxRetries));
        Assert.Equal("""{"text":"hällo"}""", mission.Payload!.Context.GetRawText());
        Assert.Equal("legacy-streams", (await node.EventsAsync(mission.JobId))[0].Actor);
    }

    [Fact]
    public async Task A_job_that_is_delegated_again_runs_once_and_its_result_is_told_again_when_it_has_ended()
    {
        var fleet = new OldFleet(redis.Server);
        var stage = Stage.Of(fleet.Stream);
        await using var node = await TestNode.StartAsync(missions => missions.Add<OneAtATimeHandler>(), settings: fleet.Settings());

        await fleet.AddAsync("twice", "one_at_a_time", new { name = fleet.Stream });
        await fleet.AddAsync("twice", "one_at_a_time", new { name = fleet.Stream });
        await fleet.UntilSettledAsync();
        Assert.Empty(await fleet.ResultsAsync());
        stage.Open.SetResult();
        await fleet.ResultAsync("twice");
        Assert.Single(await fleet.ResultsAsync());

        await fleet.AddAsync("twice", "one_at_a_time", new { name = "something else" });
        await TestNode.UntilAsync(async () => (await fleet.ResultsAsync()).Count == 2);

        await fleet.UntilSettledAsync();
        Assert.Single((await fleet.ResultsAsync()).Select(result => result["envelope"]).Distinct());
        Assert.Single(stage.Begun);
        await OnlyMissionAsync(node);
        Assert.Equal(0, await fleet.DeadLetterCountAsync());
    }

    [Fact]
    public async Task A_dead_letter_is_told_as_failed_and_becomes_one_there_and_a_requeued_one_is_told_again()
    {
        var fleet = new OldFleet(redis.Server);
        await using var node = await TestNode.StartAsync(missions => missions.Add<FlakyHandler>(), settings: fleet.Settings());

        await fleet.AddAsync(
            "hopeless", "flaky", new { failures = 2, _retry_count = 0, source_session_id = "s" }, maxRetries: 2, further: new { priority = 500, note = "kept" });
        var result = await fleet.ResultAsync("hopeless");

        var mission = await OnlyMissionAsync(node);
        Assert.Equal((MissionLifeState.DeadLettered, 2), (mission.State, mission.Attempt));
        Assert.Equal("FAILED", result.GetProperty("status").GetString());
        Assert.Contains("attempt 2 had no luck", result.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal("dead_lettered", result.GetProperty("result").GetProperty("terminal_status").GetString());

        var dead = Assert.Single(await fleet.DeadLettersAsync());
        var envelope = JsonElement.Parse(dead["envelope"]);
        Assert.Equal(("hopeless", "hopeless"), (dead["job_id"], envelope.GetProperty("job_id").GetString()));
        Assert.Equal((2, 2), (envelope.GetProperty("retry_count").GetInt32(), envelope.GetProperty("max_retries").GetInt32()));
        Assert.Contains("attempt 2 had no luck", envelope.GetProperty("failure_error").GetString(), StringComparison.Ordinal);
        Assert.Equal("""{"context":{"_retry_count":0,"failures":2,"mission_kind":"flaky","source_session_id":"s"},"task":"do it"}""", envelope.GetProperty("payload").GetRawText());
        Assert.Equal(("key of hopeless", 500, "kept"), (
            envelope.GetProperty("idempotency_key").GetString(), envelope.GetProperty("priority").GetInt32(), envelope.GetProperty("note").GetString()));

        await node.Client.RequeueAsync(mission.JobId, null, Token);
        await TestNode.UntilAsync(async () => (await fleet.ResultsAsync()).Select(told => told["status"]).SequenceEqual(["FAILED", "SUCCESS"]));
        Assert.Single(await fleet.DeadLettersAsync());
    }

    [Fact]
    public async Task A_cancelled_and_an_expired_mission_are_told_as_failed_and_are_no_dead_letters()
    {
        var fleet = new OldFleet(redis.Server);
        var stage = Stage.Of(fleet.Stream);
        await using var node = await TestNode.StartAsync(missions => missions.Add<OneAtATimeHandler>(), settings: fleet.Settings());

        await fleet.AddAsync("held", "one_at_a_time", new { name = fleet.Stream });
        await TestNode.UntilAsync(() => Task.FromResult(!stage.Begun.IsEmpty));
        await fleet.AddAsync("late", "one_at_a_time", new { name = fleet.Stream }, further: new { expires_at = TimeProvider.System.GetUtcNow().AddSeconds(2) });
        var late = await fleet.ResultAsync("late");
        await node.Client.CancelAsync((await MissionsAsync(node)).Single(mission => mission.State == MissionLifeState.Running).JobId, null, Token);
        var held = await fleet.ResultAsync("held");

        Assert.Equal("expired", late.GetProperty("result").GetProperty("terminal_status").GetString());
        Assert.Equal("cancelled", held.GetProperty("result").GetProperty("terminal_status").GetString());
        Assert.All([late, held], result => Assert.Equal("FAILED", result.GetProperty("status").GetString()));
        Assert.Equal(0, await fleet.DeadLetterCountAsync());
    }

    [Fact]
    public async Task Attempts_that_failed_in_the_old_fleet_are_spent()
    {
        var fleet = new OldFleet(redis.Server);
        await using var node = await TestNode.StartAsync(missions => missions.Add<FlakyHandler>(), settings: fleet.Settings());

        await fleet.AddAsync("retried", "flaky", new { failures = 1, _retry_count = 2 }, maxRetries: 3);

        Assert.Equal("FAILED", (await fleet.ResultAsync("retried")).GetProperty("status").GetString());
        Assert.Equal((0, 1), ((await OnlyMissionAsync(node)).MaxRetries, (await OnlyMissionAsync(node)).Attempt));
        var letter = JsonElement.Parse(Assert.Single(await fleet.DeadLettersAsync())["envelope"]);
        Assert.Equal((3, 3), (letter.GetProperty("retry_count").GetInt32(), letter.GetProperty("max_retries").GetInt32()));
    }

    [Fact]
    public async Task A_dead_letter_that_is_delegated_again_counts_on_and_has_all_its_attempts()
    {
        var fleet = new OldFleet(redis.Server);
        await using var node = await TestNode.StartAsync(missions => missions.Add<FlakyHandler>(), settings: fleet.Settings());

        await fleet.AddAsync("once more", "flaky", new { failures = 2 }, maxRetries: 2, further: new { failure_error = "old", retry_count = 3 });

        await fleet.ResultAsync("once more");
        var letter = JsonElement.Parse(Assert.Single(await fleet.DeadLettersAsync())["envelope"]);
        Assert.Equal((5, 2), (letter.GetProperty("retry_count").GetInt32(), (await OnlyMissionAsync(node)).Attempt));
        Assert.Contains("attempt 2 had no luck", letter.GetProperty("failure_error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Numbers_that_are_legal_there_and_beyond_the_limits_here_are_the_limits()
    {
        var fleet = new OldFleet(redis.Server);
        await using var node = await TestNode.StartAsync(settings: fleet.Settings());

        await fleet.AddAsync("much", "echo", new { text = "x" }, further: new { priority = long.MaxValue, timeout_seconds = 10_000_000, max_retries = 1_000_000 });
        await fleet.ResultAsync("much");
        var much = await OnlyMissionAsync(node);
        await fleet.AddAsync("little", "echo", new { text = "x" }, further: new { priority = -7, timeout_seconds = 1, max_retries = 0 });
        await fleet.ResultAsync("little");
        var little = (await MissionsAsync(node)).Single(mission => mission.JobId != much.JobId);

        Assert.Equal((100, 604_800d, 100), (much.Priority, much.TimeoutSeconds, much.MaxRetries));
        Assert.Equal((0, 1d, 0), (little.Priority, little.TimeoutSeconds, little.MaxRetries));
        Assert.Equal(0, await fleet.DeadLetterCountAsync());
    }

    [Fact]
    public async Task Kinds_have_the_names_that_the_settings_give_them()
    {
        var fleet = new OldFleet(redis.Server);
        await using var node = await TestNode.StartAsync(settings: fleet.Settings(
            ("Kinds:coding_task", "echo"), ("Kinds:system:say", "echo"), ("BlankKind", "echo"), ("UnknownKind", "echo")));
        (string JobId, string Kind, object? Further)[] jobs =
        [
            ("top", "shell_task", new { mission_kind = "echo" }), ("case", "ECHO", null), ("mapped", "Coding_Task", null), ("colon", "system:say", null),
            ("blank", " ", null), ("unknown", "general_task", null),
        ];

        foreach (var (jobId, kind, further) in jobs)
            await fleet.AddAsync(jobId, kind, new { text = jobId }, further: further);
        await fleet.AddAsync("order", "system:update_factory", new { text = "" });

        foreach (var (jobId, _, _) in jobs)
            Assert.Equal(jobId, (await fleet.ResultAsync(jobId)).GetProperty("result").GetProperty("text").GetString());
        await fleet.UntilSettledAsync();
        Assert.Equal("order", Assert.Single(await fleet.DeadLettersAsync())["job_id"]);
    }

    [Fact]
    public async Task A_node_that_is_not_told_to_listen_touches_nothing()
    {
        var fleet = new OldFleet(redis.Server);
        var settings = fleet.Settings();
        settings.Remove("LegacyStreams:Enabled");
        await fleet.AddAsync("ignored", "echo", new { text = "nobody" });

        await using var node = await TestNode.StartAsync(settings: settings);
        await node.UntilAsync(await node.SubmitAsync("echo", new { text = "by HTTP" }), MissionLifeState.Succeeded);

        Assert.Equal("", (await redis.Server.ExecuteAsync("XINFO", "GROUPS", fleet.Stream)).Trim());
        Assert.DoesNotContain("corporation-legacy-streams", await redis.Server.ExecuteAsync("CLIENT", "LIST"), StringComparison.Ordinal);
        await OnlyMissionAsync(node);
    }

    private static async Task<IReadOnlyList<MissionView>> MissionsAsync(TestNode node) =>
        (await node.Client.ListAsync(new MissionQuery { Limit = 50 }, Token)).Missions;

    private static async Task<MissionView> OnlyMissionAsync(TestNode node) => await node.GetAsync(Assert.Single(await MissionsAsync(node)).JobId);
}
