using Corporation.Client;
using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;
using Microsoft.Data.Sqlite;

namespace Corporation.Hq.Tests.Nodes;

public sealed class StandaloneNodeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_submitted_mission_runs_and_its_result_is_shown()
    {
        await using var node = await TestNode.StartAsync();

        var id = await node.SubmitAsync("echo", new { text = "hi" });
        var view = await node.UntilAsync(id, MissionLifeState.Succeeded);
        var events = await node.EventsAsync(id);

        Assert.Equal("hi", view.Result?.GetProperty("text").GetString());
        Assert.Equal(("SUCCESS", 1, "f1"), (view.Status, view.Attempt, view.FactoryId));
        Assert.Equal(["submitted", "queued", "offered", "claimed", "started", "succeeded"], events.Select(row => row.Event));
        Assert.Equal([1, 2, 3, 4, 5, 6], events.Select(row => row.Sequence));
    }

    [Fact]
    public async Task Missions_of_a_kind_start_in_the_order_of_their_priority()
    {
        await using var node = await TestNode.StartAsync(missions => missions.Add<OneAtATimeHandler>());
        var stage = Stage.Of("priority");
        await node.SubmitAsync("one_at_a_time", new { name = "priority/first" });
        await TestNode.UntilAsync(() => Task.FromResult(stage.Begun.Count == 1));

        Guid last = default;
        foreach (var priority in new[] { 1, 50, 5, 100, 50, 0 })
            last = await node.SubmitAsync("one_at_a_time", new { name = $"priority/{priority}" }, mission => mission with { Priority = priority });
        stage.Open.SetResult();
        await node.UntilAsync(last, MissionLifeState.Succeeded);

        Assert.Equal(["first", "100", "50", "50", "5", "1", "0"], stage.Begun.Select(name => name.Split('/')[1]));
    }

    [Fact]
    public async Task A_mission_that_fails_twice_succeeds_at_the_third_attempt_with_log_progress_and_usage()
    {
        await using var node = await TestNode.StartAsync(missions => missions.Add<FlakyHandler>());

        var id = await node.SubmitAsync("flaky", new { failures = 2 });
        var view = await node.UntilAsync(id, MissionLifeState.Succeeded);
        var log = await node.Client.GetLogAsync(id, 100, Token);
        var events = await node.EventsAsync(id);

        Assert.Equal((3, 2), (view.Attempt, view.RetriesUsed));
        Assert.Equal(["attempt 1", "attempt 2", "attempt 3"], log.Lines.Select(line => line.Text));
        Assert.Equal(0.75m, view.Usage!.Sum(entry => entry.Quantity));
        Assert.Equal(2, events.Count(row => row.Event == MissionEventNames.AttemptFailed));
        Assert.Equal(3, events.Count(row => row.Event == MissionEventNames.Progressed));
    }

    [Fact]
    public async Task A_mission_whose_retries_are_spent_is_a_dead_letter_until_it_is_requeued()
    {
        await using var node = await TestNode.StartAsync(missions => missions.Add<FlakyHandler>());
        var id = await node.SubmitAsync("flaky", new { failures = 2 }, mission => mission with { MaxRetries = 1 });
        var dead = await node.UntilAsync(id, MissionLifeState.DeadLettered);

        await node.Client.RequeueAsync(id, "the weather is better", Token);
        var view = await node.UntilAsync(id, MissionLifeState.Succeeded);

        Assert.Equal("attempt 2 had no luck", dead.Error?.Message);
        Assert.Equal((2, 3), (view.Round, view.Attempt));
    }

    [Fact]
    public async Task A_running_mission_is_cancelled()
    {
        await using var node = await TestNode.StartAsync(missions => missions.Add<OneAtATimeHandler>());
        var id = await node.SubmitAsync("one_at_a_time", new { name = "cancel/1" });
        await node.UntilAsync(id, MissionLifeState.Running);

        await node.Client.CancelAsync(id, "not wanted", Token);
        await node.UntilAsync(id, MissionLifeState.Cancelled);

        Assert.Equal(["cancel_requested", "cancelled"], (await node.EventsAsync(id)).TakeLast(2).Select(row => row.Event));
    }

    [Fact]
    public async Task A_mission_with_a_start_time_waits_for_it()
    {
        await using var node = await TestNode.StartAsync();
        var start = TimeProvider.System.GetUtcNow().AddSeconds(1.5);

        var id = await node.SubmitAsync("echo", new { text = "later" }, mission => mission with { StartAt = start });
        var first = await node.GetAsync(id);
        var view = await node.UntilAsync(id, MissionLifeState.Succeeded);

        Assert.Equal(MissionLifeState.Scheduled, first.State);
        Assert.True(view.StartedAt >= start.AddMilliseconds(-1), $"started at {view.StartedAt:O}, wanted {start:O}");
    }

    [Fact]
    public async Task A_mission_that_nobody_can_take_in_time_expires()
    {
        await using var node = await TestNode.StartAsync(missions => missions.Add<OneAtATimeHandler>());
        await node.SubmitAsync("one_at_a_time", new { name = "expire/blocks" });

        var id = await node.SubmitAsync(
            "one_at_a_time", new { name = "expire/waits" }, mission => mission with { DeadlineAt = TimeProvider.System.GetUtcNow().AddSeconds(1) });
        var view = await node.UntilAsync(id, MissionLifeState.Expired);

        Assert.Equal(("FAILED", "expired"), (view.Status, view.Error?.Type));
        Stage.Of("expire").Open.SetResult();
    }

    [Fact]
    public async Task The_same_key_gives_the_same_mission_also_when_two_submits_race()
    {
        await using var node = await TestNode.StartAsync();
        await node.SubmitAsync("echo", new { text = "the kind is known now" });

        var submits = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => node.Client.SubmitAsync(
            new MissionSubmission
            {
                MissionKind = "echo",
                IdempotencyKey = "only once",
                Payload = new SubmittedPayload { Context = System.Text.Json.JsonSerializer.SerializeToElement(new { text = "x" }) },
            },
            Token)));

        Assert.Single(submits.Select(submitted => submitted.Mission.JobId).Distinct());
        Assert.Single(submits, submitted => submitted.Created);
    }

    [Fact]
    public async Task What_was_interrupted_by_a_stop_goes_back_to_the_queue_and_runs_after_the_restart()
    {
        var settings = new Dictionary<string, string?> { ["Factory:DrainGraceDuration"] = "00:00:00.1" };
        Guid running;
        Guid waiting;
        string folder;
        await using (var node = await TestNode.StartAsync(missions => missions.Add<OneAtATimeHandler>(), settings: settings))
        {
            folder = node.Folder;
            running = await node.SubmitAsync("one_at_a_time", new { name = "drain/1" });
            waiting = await node.SubmitAsync("one_at_a_time", new { name = "drain/2" });
            await node.UntilAsync(running, MissionLifeState.Running);
        }

        Stage.Of("drain").Open.SetResult();
        await using var again = await TestNode.StartAsync(missions => missions.Add<OneAtATimeHandler>(), folder);
        var view = await again.UntilAsync(running, MissionLifeState.Succeeded);
        await again.UntilAsync(waiting, MissionLifeState.Succeeded);

        Assert.Equal((0, 2), (view.RetriesUsed, view.Attempt));
        Assert.Contains(await again.EventsAsync(running), row => row.Event == MissionEventNames.Released);
    }

    [Fact]
    public async Task A_locked_database_refuses_submits_with_503_accepts_nothing_and_heals()
    {
        await using var node = await TestNode.StartAsync();
        var before = await node.SubmitAsync("echo", new { text = "before" });
        await node.UntilAsync(before, MissionLifeState.Succeeded);

        HqProblemException problem;
        await using (var other = node.OpenDatabase())
        {
            await using var locking = new SqliteCommand("begin immediate", other);
            await locking.ExecuteNonQueryAsync(Token);
            problem = await Assert.ThrowsAsync<HqProblemException>(() => node.SubmitAsync("echo", new { text = "locked out" }));
        }

        var after = await node.SubmitAsync("echo", new { text = "after" });
        await node.UntilAsync(after, MissionLifeState.Succeeded);
        var all = await node.Client.ListAsync(new MissionQuery(), Token);

        Assert.Equal((503, ProblemTypes.StoreUnavailable), (problem.Status, problem.Type));
        Assert.Equal([after, before], all.Missions.Select(mission => mission.JobId));
    }

    [Fact]
    public async Task Of_a_missions_log_the_newest_lines_are_kept()
    {
        await using var node = await TestNode.StartAsync(
            missions => missions.Add<TalkativeHandler>(), settings: new Dictionary<string, string?> { ["Missions:LogLinesKept"] = "10" });

        var id = await node.SubmitAsync("talkative", new { name = "x" });
        await node.UntilAsync(id, MissionLifeState.Succeeded);
        MissionLog? log = null;
        await TestNode.UntilAsync(async () => (log = await node.Client.GetLogAsync(id, 100, Token)).Lines is [.., { Text: "line 25" }]);

        Assert.Equal(Enumerable.Range(16, 10).Select(number => $"line {number}"), log!.Lines.Select(line => line.Text));
        Assert.Equal(15, log.Dropped);
    }
}
