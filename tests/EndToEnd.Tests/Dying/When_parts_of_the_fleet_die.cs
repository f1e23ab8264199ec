using Corporation.Client;
using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;
using Corporation.LocalServers;

namespace Corporation.EndToEnd.Tests.Dying;

/// <summary>Factories and HQs that are killed in the middle of their work: <see cref="Buses.MainJobOfAFleet"/>, on each bus.</summary>
[Collection(FleetCollection.Name)]
public sealed class When_parts_of_the_fleet_die(Fleet fleet) : IAsyncLifetime
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await fleet.HealAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_factory_that_slept_beyond_its_lease_ends_its_handler_as_soon_as_it_wakes()
    {
        var seconds = Sleepers.UniqueSeconds();
        var mission = (await fleet.SubmitAsync([Missions.Sleep(seconds)]))[0];
        var victim = await fleet.RunsOnAsync(mission);
        await Fleet.UntilAsync(() => Task.FromResult(Sleepers.Count(seconds) == 1), "its program runs");

        await victim.SuspendAsync();
        await Fleet.UntilAsync(
            async () => await fleet.Clients[0].GetAsync(mission, null, Token) is { State: MissionLifeState.Running, Attempt: 2 }, "the other one runs it");
        Assert.Contains(MissionEventNames.LeaseLapsed, await fleet.EventsAsync(mission));
        await Fleet.UntilAsync(() => Task.FromResult(Sleepers.Count(seconds) == 2), "its program runs twice");
        await victim.ResumeAsync();

        await Fleet.UntilAsync(() => Task.FromResult(Sleepers.Count(seconds) == 1), "the sleeper has ended its program");
        var view = await fleet.Clients[1].GetAsync(mission, null, Token);
        Assert.Equal((MissionLifeState.Running, 2), (view.State, view.Attempt));
        Assert.NotEqual(victim == fleet.Factories[0] ? "one" : "two", view.FactoryId);

        await fleet.Clients[0].CancelAsync(mission, "enough", Token);
        await Fleet.UntilAsync(() => Task.FromResult(Sleepers.Count(seconds) == 0), "the other one has ended its program");
        Assert.Equal(MissionLifeState.Cancelled, (await Missions.EndAsync(fleet.Clients[0], mission)).State);
    }

    [Fact]
    public async Task One_headquarters_tells_what_came_to_the_other()
    {
        var mission = (await fleet.SubmitAsync([Missions.Sleep("1")]))[0];

        var waited = await fleet.Clients[1].GetAsync(mission, TimeSpan.FromSeconds(30), Token);

        Assert.Equal(MissionLifeState.Succeeded, waited.State);
    }

    [Fact]
    public async Task Each_headquarters_streams_what_comes_to_the_other()
    {
        var position = (await Missions.TimelineAsync(fleet.Clients[0], (await fleet.SubmitAsync([Missions.Echo(0)]))[0]))[0].Position;
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Token);
        enough.CancelAfter(TimeSpan.FromSeconds(60));
        var streams = fleet.Clients.Select(client => ReadThreeEndsAsync(client.WatchAllAsync(position, enough.Token))).ToList();

        // With the echo, which may still be under way; one mission at each, and each is watched at both.
        var missions = await fleet.SubmitAsync([Missions.Sleep("0.5"), Missions.Sleep("0.5")]);

        var seen = await Task.WhenAll(streams);
        foreach (var mission in missions)
        {
            var stored = await fleet.EventsAsync(mission);
            Assert.All(seen, stream => Assert.Equal(stored, stream.Where(happened => happened.JobId == mission).Select(happened => happened.Event)));
        }

        async Task<List<MissionEventView>> ReadThreeEndsAsync(IAsyncEnumerable<MissionEventView> events)
        {
            var read = new List<MissionEventView>();
            await foreach (var happened in events)
            {
                read.Add(happened);
                if (read.Count(one => one.Event == MissionEventNames.Succeeded) == 3)
                    break;
            }

            return read;
        }
    }

    [Fact]
    public async Task A_bus_that_restarts_forgets_everything_or_is_away_loses_no_mission()
    {
        var missions = new List<Guid>(await fleet.SubmitAsync(Enumerable.Range(0, 6).Select(_ => Missions.Sleep("2"))));
        await fleet.RunsOnAsync(missions[^1]);

        await fleet.Redis.RestartAsync(Token);
        missions.AddRange(await fleet.SubmitAsync(Enumerable.Range(0, 20).Select(Missions.Echo)));
        await fleet.Redis.ExecuteAsync("FLUSHALL");
        missions.AddRange(await fleet.SubmitAsync(Enumerable.Range(0, 20).Select(Missions.Echo)));
        await fleet.Redis.KillAsync();

        // Submits don't need the bus; and longer than a lease without it takes no claim from a factory that works on.
        var away = await fleet.SubmitAsync(Enumerable.Range(0, 20).Select(Missions.Echo));
        await Task.Delay(Fleet.Lease * 2, TimeProvider.System, Token);
        await fleet.Redis.RestartAsync(Token);

        await fleet.AssertSucceededOnceAsync([.. missions, .. away]);
    }

    [Fact]
    public async Task Processes_that_start_while_the_bus_is_away_say_so_take_missions_and_take_no_claim_from_a_factory_that_works_on()
    {
        var running = (await fleet.SubmitAsync([Missions.Sleep("10")]))[0];
        var busy = await fleet.RunsOnAsync(running);
        await fleet.Redis.KillAsync();
        CorpNode[] others = [.. fleet.Headquarters, fleet.Factories.Single(factory => factory != busy)];
        await Task.WhenAll(others.Select(node => node.RestartAsync(Token)));

        Assert.All(await Task.WhenAll(others.Select(node => node.IsUsableAsync(Token))), Assert.False);
        var submitted = await fleet.SubmitAsync(Enumerable.Range(0, 10).Select(Missions.Echo));
        await Task.Delay(Fleet.Lease * 3, TimeProvider.System, Token);
        await fleet.Redis.RestartAsync(Token);

        await fleet.AssertSucceededOnceAsync([.. submitted, running]);
        Assert.Equal(1, (await fleet.Clients[0].GetAsync(running, null, Token)).Attempt);
    }

    [Fact]
    public async Task A_report_whose_sender_is_gone_is_taken_and_fills_no_error_queue()
    {
        const string queue = "mt:{corporation}:q:hq-missions";
        var asker = $"redis://{LocalServer.Host}:{fleet.Redis.Port}/0/corporation/gone_bus_1?temporary=true";
        var report =
            $$"""
            {"messageId":"{{Guid.NewGuid()}}","requestId":"{{Guid.NewGuid()}}","sourceAddress":"{{asker}}","responseAddress":"{{asker}}",
             "messageType":["urn:message:Corporation.Contracts.Reporting:MissionReleased"],
             "message":{"job_id":"{{Guid.NewGuid()}}","claim_token":"{{Guid.NewGuid()}}","reason":"shutdown","usage":[]} }
            """;

        await fleet.Redis.ExecuteAsync("XADD", queue, "*", "b", report, "c", "application/vnd.masstransit+json");

        await Fleet.UntilAsync(async () => await fleet.Redis.ExecuteAsync("XLEN", queue) == "0", "the report is settled");
        Assert.DoesNotContain("_error", await fleet.Redis.ExecuteAsync("KEYS", "*"), StringComparison.Ordinal);
        Assert.DoesNotContain("_skipped", await fleet.Redis.ExecuteAsync("KEYS", "*"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_restarts_or_is_away_gets_clear_refusals_and_loses_nothing()
    {
        var submitting = fleet.SubmitAsync(Enumerable.Range(0, 300).Select(Missions.Echo));
        for (var round = 0; round < 3; round++)
        {
            await fleet.PostgreSql.QuitAsync();
            await fleet.PostgreSql.RestartAsync(Token);
        }

        var running = await fleet.SubmitAsync([Missions.Sleep("4")]);
        await fleet.RunsOnAsync(running[0]);
        await fleet.PostgreSql.KillAsync();
        var refusal = await Assert.ThrowsAsync<HqProblemException>(() => fleet.Clients[0].SubmitAsync(Missions.Echo(1), Token));
        await Task.Delay(Fleet.Lease * 2, TimeProvider.System, Token);
        await fleet.PostgreSql.RestartAsync(Token);

        Assert.Equal(503, refusal.Status);
        await fleet.AssertSucceededOnceAsync([.. await submitting, .. running]);
        Assert.Equal(1, (await fleet.Clients[0].GetAsync(running[0], null, Token)).Attempt);
        Assert.DoesNotContain("_error", await fleet.Redis.ExecuteAsync("KEYS", "*"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_factories_with_one_name_the_newer_wins_at_once()
    {
        var held = (await fleet.SubmitAsync([Missions.Sleep("20")]))[0];
        var older = await fleet.RunsOnAsync(held);
        var name = older == fleet.Factories[0] ? "one" : "two";

        await using var newer = await fleet.StartFactoryAsync(name);
        await Fleet.UntilAsync(() => newer.IsUsableAsync(Token), "the newer one is accepted");
        await Fleet.UntilAsync(async () => (await fleet.EventsAsync(held)).Contains(MissionEventNames.LeaseLapsed), "the older one has lost its claim");

        await Fleet.UntilAsync(async () => !await older.IsUsableAsync(Token), "the older one has stopped taking missions");
        await fleet.Clients[0].CancelAsync(held, "enough", Token);
        await newer.TerminateAsync();
        await older.RestartAsync(Token);
    }
}
