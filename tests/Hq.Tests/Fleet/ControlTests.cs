using System.Collections.Concurrent;
using System.Text.Json;
using Corporation.Client;
using Corporation.Contracts.Fleet;
using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;
using Corporation.Hq.Tests.Nodes;
using MassTransit;

namespace Corporation.Hq.Tests.Fleet;

/// <summary>What operators tell factories, on a node with a real factory and with ghosts.</summary>
public sealed class ControlTests
{
    private static readonly object Hello = new { text = "hi" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_paused_factory_takes_nothing_new_and_a_resumed_one_takes_what_has_waited()
    {
        await using var node = await TestNode.StartAsync();
        await node.UntilAsync(await node.SubmitAsync("echo", Hello), MissionLifeState.Succeeded);

        var paused = await node.Fleet.ControlAsync(new FactoryControl { TargetFactoryId = "f1", Action = FactoryActions.Pause, Reason = "disk is full" }, Token);
        Assert.Equal((true, "sent", FactoryStatus.Paused), (paused.Ok, paused.Delivery, paused.Registration!.RegistrationStatus));
        await ObeysAsync(node, FactoryMode.Paused);
        var waiting = await WaitsAsync(node);
        Assert.Equal(PlacementReasons.Paused, Assert.Single((await node.Fleet.ExplainAsync(waiting, Token)).Factories).Reason);
        Assert.Contains("disk is full", (await node.Fleet.GetAsync("f1", Token)).StatusReason, StringComparison.Ordinal);

        await node.Fleet.ControlAsync(new FactoryControl { TargetFactoryId = "f1", Action = FactoryActions.Resume }, Token);
        await node.UntilAsync(waiting, MissionLifeState.Succeeded);
    }

    [Fact]
    public async Task A_pause_outlives_the_process()
    {
        var folder = Directory.CreateTempSubdirectory("corporation-node-").FullName;
        await using (var node = await TestNode.StartAsync(folder: folder))
        {
            await node.UntilAsync(await node.SubmitAsync("echo", Hello), MissionLifeState.Succeeded);
            await node.Fleet.ControlAsync(new FactoryControl { TargetFactoryId = "f1", Action = FactoryActions.Pause }, Token);
        }

        await using var again = await TestNode.StartAsync(folder: folder);
        await TestNode.UntilAsync(async () => (await again.Fleet.GetAsync("f1", Token)).RegistrationStatus is FactoryStatus.Paused);
        await ObeysAsync(again, FactoryMode.Paused);
        await WaitsAsync(again);
    }

    [Fact]
    public async Task Missions_of_the_old_fleet_pause_and_resume_the_factory_that_they_are_for()
    {
        await using var node = await TestNode.StartAsync();
        var pause = await node.SubmitAsync("system:pause_factory", new { reason = "by mission" }, mission => mission with { TargetFactoryId = "f1" });
        await node.UntilAsync(pause, MissionLifeState.Succeeded);
        await ObeysAsync(node, FactoryMode.Paused);
        var factory = await node.Fleet.GetAsync("f1", Token);
        Assert.Equal((FactoryMode.Paused, "by mission"), (factory.Mode, factory.ModeReason));

        // It runs there although the factory is paused: how else could it be resumed.
        var resume = await node.Client.SubmitAsync(
            new MissionSubmission { MissionKind = "system:resume_factory", TargetFactoryId = "f1" }, Token);
        await node.UntilAsync(resume.Mission.JobId, MissionLifeState.Succeeded);
        await node.UntilAsync(await node.SubmitAsync("echo", Hello), MissionLifeState.Succeeded);
        var untargeted = await Assert.ThrowsAsync<HqProblemException>(() => node.Client.SubmitAsync(new MissionSubmission { MissionKind = "system:pause_factory" }, Token));
        Assert.Contains("target_factory_id", untargeted.Errors.Keys);
    }

    [Fact]
    public async Task A_drain_is_confirmed_when_nothing_runs_any_more()
    {
        var stage = Guid.NewGuid().ToString("N");
        await using var node = await TestNode.StartAsync(missions => missions.Add<OneAtATimeHandler>());
        var running = await node.SubmitAsync("one_at_a_time", new { name = stage });
        await node.UntilAsync(running, MissionLifeState.Running);

        await node.Fleet.ControlAsync(new FactoryControl { TargetFactoryId = "f1", Action = FactoryActions.Drain }, Token);
        await ObeysAsync(node, FactoryMode.Draining);
        Assert.Null((await node.Fleet.GetAsync("f1", Token)).DrainedAt);

        Stage.Of(stage).Open.SetResult();
        await node.UntilAsync(running, MissionLifeState.Succeeded);
        await TestNode.UntilAsync(async () => (await node.Fleet.GetAsync("f1", Token)).DrainedAt is not null);
        Assert.Contains(FactoryEventNames.Drained, await EventsAsync(node, "f1"));
    }

    [Fact]
    public async Task What_still_runs_when_a_drain_has_lasted_long_enough_goes_back_without_spending_an_attempt()
    {
        var stage = Guid.NewGuid().ToString("N");
        await using var node = await TestNode.StartAsync(missions => missions.Add<OneAtATimeHandler>());
        var running = await node.SubmitAsync("one_at_a_time", new { name = stage });
        await node.UntilAsync(running, MissionLifeState.Running);

        await node.Fleet.ControlAsync(new FactoryControl { TargetFactoryId = "f1", Action = FactoryActions.Drain, DeadlineSeconds = 1 }, Token);

        await TestNode.UntilAsync(async () => (await node.EventsAsync(running)).Any(happened => happened.Event == MissionEventNames.Released));
        await TestNode.UntilAsync(async () => (await node.Fleet.GetAsync("f1", Token)).DrainedAt is not null);
        Assert.Equal((MissionLifeState.Queued, 0), ((await node.GetAsync(running)).State, (await node.GetAsync(running)).RetriesUsed));
    }

    [Fact]
    public async Task A_quarantined_factory_comes_back_when_its_canary_succeeds()
    {
        await using var node = await TestNode.StartAsync(settings: new() { ["Fleet:CanaryInterval"] = "00:00:01" });
        await node.UntilAsync(await node.SubmitAsync("echo", Hello), MissionLifeState.Succeeded);

        await node.Fleet.ControlAsync(new FactoryControl { TargetFactoryId = "f1", Action = FactoryActions.Quarantine }, Token);
        Assert.Equal(FactoryStatus.Quarantined, (await node.Fleet.GetAsync("f1", Token)).RegistrationStatus);

        await TestNode.UntilAsync(async () => (await node.Fleet.GetAsync("f1", Token)).RegistrationStatus is FactoryStatus.Online);
        var events = await EventsAsync(node, "f1");
        Assert.Equal([FactoryEventNames.Quarantined, FactoryEventNames.CanarySent, FactoryEventNames.Resumed], events.Where(name => name is not ("obeyed" or "registered" or "changed")));
    }

    [Fact]
    public async Task Only_a_factory_that_is_gone_can_be_forgotten_and_its_history_stays()
    {
        await using var node = await TestNode.StartAsync();
        var ghost = new GhostFactory(node);
        await ghost.AnnounceAsync();
        await ghost.BeatAsync();
        var forget = new FactoryControl { TargetFactoryId = GhostFactory.Id, Action = FactoryActions.Forget };
        Assert.Equal(409, (await Assert.ThrowsAsync<HqProblemException>(() => node.Fleet.ControlAsync(forget, Token))).Status);

        await ghost.BeatAsync(cause: Contracts.Announcing.HeartbeatCause.Stop);
        await node.Fleet.ControlAsync(forget, Token);

        Assert.Equal(404, (await Assert.ThrowsAsync<HqProblemException>(() => node.Fleet.GetAsync(GhostFactory.Id, Token))).Status);
        Assert.DoesNotContain(await node.Client.ListKindsAsync(Token) is var kinds ? kinds.Kinds : [], kind => kind.MissionKind == GhostFactory.Kind);
        Assert.Equal(FactoryEventNames.Forgotten, (await EventsAsync(node, GhostFactory.Id))[^1]);

        // It is welcome again.
        await ghost.AnnounceAsync(epoch: 2);
        await TestNode.UntilAsync(async () => (await node.Fleet.GetAsync(GhostFactory.Id, Token)).RegistrationStatus is FactoryStatus.Online);
    }

    [Fact]
    public async Task An_order_to_a_factory_that_is_away_is_told_when_it_returns()
    {
        await using var node = await TestNode.StartAsync();
        var ghost = new GhostFactory(node);
        await ghost.AnnounceAsync();
        await ghost.BeatAsync();
        await ghost.BeatAsync(cause: Contracts.Announcing.HeartbeatCause.Stop);

        var outcome = await node.Fleet.ControlAsync(new FactoryControl { TargetFactoryId = GhostFactory.Id, Action = FactoryActions.Pause }, Token);
        Assert.Equal("pending", outcome.Delivery);

        await ghost.AnnounceAsync(epoch: 2);
        Assert.Equal(FactoryMode.Paused, (await ghost.BeatAsync(change: beat => beat with { Epoch = 2, Sequence = 1 })).Mode);
    }

    [Theory]
    [InlineData("""{"target_factory_id":"nobody","action":"pause"}""", 404, "nobody")]
    [InlineData("""{"target_factory_id":"f2","action":"pause"}""", 404, "Did you mean 'f1'")]
    [InlineData("""{"target_factory_id":"f1","action":"explode"}""", 400, "explode")]
    [InlineData("""{"action":"pause"}""", 400, "target_factory_id")]
    [InlineData("""{"target_factory_id":"f1"}""", 400, "action")]
    [InlineData("""{"target_factory_id":"f1","action":"pause","deadline_seconds":5}""", 400, "only for drain")]
    [InlineData("""{"target_factory_id":"f1","action":"resume","expires_in_seconds":5}""", 400, "expires_in_seconds")]
    [InlineData("""{"target_factory_id":"f1","action":"drain","deadline_seconds":-1}""", 400, "deadline_seconds")]
    [InlineData("""{"target_factory_id":"f1","action":"pause","why":"x"}""", 400, "why")]
    [InlineData("""[]""", 400, "an array")]
    public async Task Bad_commands_get_a_clear_answer(string body, int status, string explanation)
    {
        await using var node = await TestNode.StartAsync();
        await node.UntilAsync(await node.SubmitAsync("echo", Hello), MissionLifeState.Succeeded);
        using var http = new HttpClient { BaseAddress = node.Url };
        using var response = await http.PostAsync("/api/v1/ops/factory/control", new StringContent(body, System.Text.Encoding.UTF8, "application/json"), Token);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains(explanation, await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Books_tell_what_a_factory_does_and_did_in_the_words_of_both_fleets()
    {
        await using var node = await TestNode.StartAsync(missions => missions.Add<FlakyHandler>());
        var echoed = await node.SubmitAsync("echo", Hello);
        await node.UntilAsync(echoed, MissionLifeState.Succeeded);
        await node.UntilAsync(await node.SubmitAsync("flaky", new { failures = 1 }), MissionLifeState.Succeeded);

        var work = Assert.Single((await node.Fleet.GetWorkloadAsync(Token)).Factories);
        Assert.Equal(("f1", FactoryStatus.Online), (work.FactoryId, work.Status));
        Assert.Equal((2, 1, 0), (work.LastHour.Succeeded, work.LastHour.Failed, work.LastHour.Lost));
        Assert.Equal(work.LastHour, work.LastDay);
        Assert.Equal("flaky", work.LastCompleted?.MissionKind);

        await node.SubmitAsync("echo", Hello, mission => mission with { RequiredLabels = ["gpu"] });
        var waiting = await node.Fleet.GetWorkloadAsync(Token);
        Assert.Equal(1, waiting.QueuedByKind["echo"]);
        Assert.InRange(Assert.Single(waiting.OldestQueuedSeconds, kind => kind.Key == "echo").Value, 0, 60);

        using var http = new HttpClient { BaseAddress = node.Url };
        var history = JsonElement.Parse(await http.GetStringAsync("/api/v1/ops/delegation/history?status=completed&mission_kind=echo", Token));
        var row = Assert.Single(history.GetProperty("missions").EnumerateArray().ToList());
        Assert.Equal((echoed, "completed", "f1"), (row.GetProperty("job_id").GetGuid(), row.GetProperty("status").GetString(), row.GetProperty("target_factory_id").GetString()));
        var detail = JsonElement.Parse(await http.GetStringAsync($"/api/v1/ops/delegation/history/{echoed}", Token));
        Assert.Equal("SUCCESS", detail.GetProperty("result").GetProperty("status").GetString());
        Assert.Equal("hi", detail.GetProperty("envelope").GetProperty("payload").GetProperty("context").GetProperty("text").GetString());
        Assert.Equal("submitted", detail.GetProperty("timeline")[0].GetProperty("event").GetString());
        Assert.Equal(400, (int)(await http.GetAsync("/api/v1/ops/delegation/history?status=lost", Token)).StatusCode);
    }

    [Fact]
    public async Task Capabilities_are_written_once_and_served()
    {
        await using var node = await TestNode.StartAsync(settings: new() { ["Factory:Labels:gpu"] = "", ["Factory:Labels:tier"] = "fast" });
        await node.UntilAsync(await node.SubmitAsync("echo", Hello), MissionLifeState.Succeeded);

        var capabilities = await node.Fleet.GetCapabilitiesAsync(Token);
        var written = await File.ReadAllTextAsync(Path.Combine(node.Folder, "capabilities.md"), Token);

        Assert.Equal(written, capabilities.CapabilitiesMarkdown);
        Assert.Contains("`tier=fast`", written, StringComparison.Ordinal);
        Assert.Contains("STANDALONE_NODE", written, StringComparison.Ordinal);
        Assert.Contains("`shell_task`", written, StringComparison.Ordinal);
        Assert.Equal(("f1", "STANDALONE_NODE", "in-memory"), (capabilities.Factory.FactoryId, capabilities.Factory.FactoryRole, capabilities.Delegation.Bus));
        Assert.Equal([], Directory.GetFiles(node.Folder, "*.new"));
    }

    [Fact]
    public async Task The_live_stream_tells_every_change_once_from_any_position_on()
    {
        await using var node = await TestNode.StartAsync();
        await node.UntilAsync(await node.SubmitAsync("echo", Hello), MissionLifeState.Succeeded);
        await node.Fleet.ControlAsync(new FactoryControl { TargetFactoryId = "f1", Action = FactoryActions.Pause }, Token);
        await ObeysAsync(node, FactoryMode.Paused);
        await node.Fleet.ControlAsync(new FactoryControl { TargetFactoryId = "f1", Action = FactoryActions.Resume }, Token);

        var all = new List<FactoryEventView>();
        await foreach (var happened in node.Fleet.WatchAsync(0, Token))
        {
            all.Add(happened);
            if (happened.Event == FactoryEventNames.Resumed)
                break;
        }

        Assert.Equal(all.Select(happened => happened.Position).Order(), all.Select(happened => happened.Position));
        await foreach (var happened in node.Fleet.WatchAsync(all[0].Position, Token))
        {
            Assert.Equal(all[1].Position, happened.Position);
            break;
        }
    }

    [Fact]
    public async Task Whoever_listens_on_the_bus_is_told_of_each_change()
    {
        await using var node = await TestNode.StartAsync();
        await node.UntilAsync(await node.SubmitAsync("echo", Hello), MissionLifeState.Succeeded);
        var told = new ConcurrentQueue<FactoryStatusChanged>();
        var listener = node.Get<IBusControl>().ConnectReceiveEndpoint("watcher", endpoint => endpoint.Handler<FactoryStatusChanged>(context =>
        {
            told.Enqueue(context.Message);
            return Task.CompletedTask;
        }));
        await listener.Ready;

        await node.Fleet.ControlAsync(new FactoryControl { TargetFactoryId = "f1", Action = FactoryActions.Pause, Reason = "cleaning" }, Token);

        await TestNode.UntilAsync(() => Task.FromResult(told.Any(change => change.Event == FactoryEventNames.Paused)));
        var paused = told.First(change => change.Event == FactoryEventNames.Paused);
        Assert.Equal(("f1", FactoryStatus.Paused, "api"), (paused.FactoryId, paused.Status, paused.Actor));
        Assert.StartsWith("cleaning", paused.Reason, StringComparison.Ordinal);
    }

    private static async Task ObeysAsync(TestNode node, FactoryMode mode) =>
        await TestNode.UntilAsync(async () => await node.Fleet.GetAsync("f1", Token) is { IsObeying: true } factory && factory.Mode == mode);

    private static async Task<Guid> WaitsAsync(TestNode node)
    {
        var submitted = await node.Client.SubmitAsync(
            new MissionSubmission { MissionKind = "echo", Payload = new SubmittedPayload { Context = JsonSerializer.SerializeToElement(Hello) } }, Token);
        await TestNode.UntilAsync(async () => (await node.Fleet.ExplainAsync(submitted.Mission.JobId, Token)).Factories.All(factory => factory.Reason == PlacementReasons.Paused));
        Assert.Equal(MissionLifeState.Queued, (await node.GetAsync(submitted.Mission.JobId)).State);
        return submitted.Mission.JobId;
    }

    private static async Task<IReadOnlyList<string>> EventsAsync(TestNode node, string factoryId) =>
        [.. (await node.Fleet.GetHistoryAsync(factoryId, 100, Token)).Events.Select(happened => happened.Event)];
}
