using System.Text.Json;
using Corporation.Client;
using Corporation.Contracts.Fleet;
using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;
using Corporation.EndToEnd.Tests.Dying;

namespace Corporation.EndToEnd.Tests.Watching;

/// <summary>Two HQs and three factories, each a process of its own, seen as operators see them.</summary>
public sealed class When_a_fleet_is_watched(WatchedFleet fleet) : IClassFixture<WatchedFleet>, IAsyncLifetime
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await fleet.HealAsync();
        foreach (var id in (string[])["one", "two"])
        {
            await fleet.Watch.ControlAsync(new FactoryControl { TargetFactoryId = id, Action = FactoryActions.Resume }, Token);
            await fleet.UntilStatusAsync(id, FactoryStatus.Online);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_factory_that_is_killed_is_stale_then_offline_its_mission_ends_elsewhere_and_it_is_back_with_its_next_process()
    {
        var third = await fleet.StartFactoryAsync("three");
        try
        {
            await fleet.UntilStatusAsync("three", FactoryStatus.Online);
            var listed = (await fleet.CorpAsync("fleet", "list", "--json")).Split('\n').Select(line => JsonElement.Parse(line)).ToList();
            foreach (var id in (string[])["one", "two", "three"])
                Assert.Equal("online", listed.Single(one => one.GetProperty("factory_id").GetString() == id).GetProperty("registration_status").GetString());

            // The second heartbeat says whether the probe after the first one came, and by how much the clocks differ.
            await Fleet.UntilAsync(async () => (await fleet.Watch.GetAsync("three", Token)).ReceiveLoopAgeSeconds is not null, "three has heard a probe");
            Assert.InRange((await fleet.Watch.GetAsync("three", Token)).ClockSkewSeconds ?? 60, -1, 1);

            var (all, running) = await fleet.SubmitUntilAsync(Missions.Sleep("5"), MissionLifeState.Running, "three");
            await third.KillAsync();
            await fleet.UntilStatusAsync("three", FactoryStatus.Stale);
            await fleet.UntilStatusAsync("three", FactoryStatus.Offline);
            await fleet.AssertSucceededOnceAsync(all);
            Assert.NotEqual("three", (await fleet.Clients[0].GetAsync(running, null, Token)).FactoryId);
            Assert.DoesNotContain(await fleet.HistoryAsync("one"), happened => happened.Event is FactoryEventNames.Stale or FactoryEventNames.Offline);

            await third.RestartAsync(Token);
            await fleet.UntilStatusAsync("three", FactoryStatus.Online);
            Assert.Equal(
                [FactoryEventNames.Registered, FactoryEventNames.Stale, FactoryEventNames.Offline, FactoryEventNames.Restarted, FactoryEventNames.Online],
                (await fleet.HistoryAsync("three")).Select(happened => happened.Event).Where(name => name != FactoryEventNames.Changed));
        }
        finally
        {
            await third.DisposeAsync();
        }
    }

    [Fact]
    public async Task One_that_is_told_to_stop_is_offline_as_soon_as_it_has_stopped()
    {
        await using var passing = await fleet.StartFactoryAsync("passing");
        await fleet.UntilStatusAsync("passing", FactoryStatus.Online);

        await passing.TerminateAsync();

        var view = await fleet.Watch.GetAsync("passing", Token);
        Assert.True(FactoryStatus.Offline == view.RegistrationStatus, $"{view.RegistrationStatus}: {passing.LogTail()}");
        Assert.Equal(FactoryEventNames.Stopped, (await fleet.HistoryAsync("passing"))[^1].Event);
        await fleet.CorpAsync("fleet", "forget", "passing");
        await Assert.ThrowsAsync<HqProblemException>(() => fleet.Watch.GetAsync("passing", Token));
    }

    [Fact]
    public async Task Why_explains_a_label_that_is_missing_and_the_mission_goes_to_the_factory_that_has_it()
    {
        var waiting = await fleet.Clients[0].SubmitAsync(Missions.Echo(1) with { RequiredLabels = ["gpu"] }, Token);
        var why = JsonElement.Parse(await fleet.CorpAsync("why", waiting.Mission.JobId.ToString(), "--json"));
        Assert.All(
            why.GetProperty("factories").EnumerateArray().Where(one => one.GetProperty("factory_id").GetString() is "one" or "two"),
            one => Assert.Equal(("labels", "It lacks gpu."), (one.GetProperty("reason").GetString(), one.GetProperty("detail").GetString())));
        Assert.Contains("No factory fits", await fleet.CorpAsync("why", waiting.Mission.JobId.ToString()), StringComparison.Ordinal);
        await fleet.Clients[0].CancelAsync(waiting.Mission.JobId, null, Token);

        var ids = await fleet.SubmitAsync(Enumerable.Range(0, 10).Select(number => Missions.Echo(number) with { RequiredLabels = ["rack=7", "os=linux"] }));
        await fleet.AssertSucceededOnceAsync(ids);
        foreach (var id in ids)
            Assert.Equal(WatchedFleet.Labelled, (await fleet.Clients[0].GetAsync(id, null, Token)).FactoryId);
    }

    [Fact]
    public async Task A_paused_factory_beats_finishes_what_it_runs_and_takes_nothing_new()
    {
        var (all, running) = await fleet.SubmitUntilAsync(Missions.Sleep("4"), MissionLifeState.Running, "one");
        await fleet.CorpAsync("fleet", "pause", "one", "--reason", "cleaning");
        await Fleet.UntilAsync(async () => (await fleet.Watch.GetAsync("one", Token)).IsObeying, "one obeys");

        var ids = await fleet.SubmitAsync(Enumerable.Range(0, 20).Select(Missions.Echo));
        await fleet.AssertSucceededOnceAsync([.. ids, .. all]);
        foreach (var id in ids)
            Assert.Equal("two", (await fleet.Clients[0].GetAsync(id, null, Token)).FactoryId);
        Assert.Equal("one", (await fleet.Clients[0].GetAsync(running, null, Token)).FactoryId);
        var seen = (await fleet.Watch.GetAsync("one", Token)).LastSeenAt;
        await Fleet.UntilAsync(async () => (await fleet.Watch.GetAsync("one", Token)).LastSeenAt > seen, "one beats on");
        Assert.Equal(FactoryStatus.Paused, (await fleet.Watch.GetAsync("one", Token)).RegistrationStatus);

        await fleet.CorpAsync("fleet", "resume", "one");
        await fleet.SubmitUntilAsync(Missions.Sleep("0.2"), MissionLifeState.Succeeded, "one");
    }

    [Fact]
    public async Task One_that_beats_while_its_queue_stands_still_is_degraded_and_gets_no_work_of_its_own_until_it_hears_again()
    {
        IReadOnlyList<Guid> ids;
        try
        {
            // What is sent there is stored, and never handed out.
            await fleet.MoveQueueAsync(WatchedFleet.Labelled, "18446744073709551615-18446744073709551615");
            await fleet.UntilStatusAsync(WatchedFleet.Labelled, FactoryStatus.Degraded);
            var seen = (await fleet.Watch.GetAsync(WatchedFleet.Labelled, Token)).LastSeenAt;

            ids = await fleet.SubmitAsync([Missions.Echo(1) with { RequiredLabels = ["rack=7"] }]);
            var why = await fleet.Watch.ExplainAsync(ids[0], Token);
            Assert.Equal(PlacementReasons.Degraded, why.Factories.Single(factory => factory.FactoryId == WatchedFleet.Labelled).Reason);
            await Fleet.UntilAsync(async () => (await fleet.Watch.GetAsync(WatchedFleet.Labelled, Token)).LastSeenAt > seen, "it beats on");
        }
        finally
        {
            await fleet.MoveQueueAsync(WatchedFleet.Labelled, "0");
        }

        await fleet.UntilStatusAsync(WatchedFleet.Labelled, FactoryStatus.Online);
        await fleet.AssertSucceededOnceAsync(ids);
    }

    [Fact]
    public async Task Restarts_of_both_HQs_and_of_the_bus_make_nobody_stale()
    {
        await Task.WhenAll(fleet.Headquarters.Select(hq => hq.KillAsync()));
        await fleet.Redis.KillAsync();

        // Longer than silence that counts.
        await Task.Delay(TimeSpan.FromSeconds(22), TimeProvider.System, Token);
        await Task.WhenAll(fleet.Headquarters.Select(hq => hq.RestartAsync(Token)));
        Assert.All(await Task.WhenAll(((string[])["one", "two"]).Select(id => fleet.Watch.GetAsync(id, Token))), factory => Assert.Equal(FactoryStatus.Online, factory.RegistrationStatus));
        await fleet.Redis.RestartAsync(Token);

        await fleet.AssertSucceededOnceAsync(await fleet.SubmitAsync(Enumerable.Range(0, 10).Select(Missions.Echo)));
        foreach (var id in (string[])["one", "two"])
        {
            var back = (await fleet.Watch.GetAsync(id, Token)).LastSeenAt;
            await Fleet.UntilAsync(async () => (await fleet.Watch.GetAsync(id, Token)).LastSeenAt > back, $"{id} beats again");
            Assert.DoesNotContain(await fleet.HistoryAsync(id), happened => happened.Event is FactoryEventNames.Stale or FactoryEventNames.Offline);
        }
    }

    [Fact]
    public async Task Top_shows_the_fleet_in_a_screen()
    {
        var shown = await fleet.CorpAsync("top", "--once");

        Assert.Contains("one", shown, StringComparison.Ordinal);
        Assert.All(shown.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 80, $"More than 80 columns: {line}"));
    }
}
