using Corporation.Contracts.Missions;
using Corporation.LocalServers;

namespace Corporation.EndToEnd.Tests.Dying;

/// <summary>What its journal is for. Leases are longer than the tests: nothing here waits for one.</summary>
public sealed class When_a_factory_is_killed(PatientFleet fleet) : IClassFixture<PatientFleet>, IAsyncLifetime
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await fleet.HealAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_result_that_the_bus_could_not_carry_is_delivered_by_the_next_process()
    {
        var mission = (await fleet.SubmitAsync([Missions.Sleep("1")]))[0];
        var victim = await fleet.RunsOnAsync(mission);
        await fleet.Redis.KillAsync();
        await Fleet.UntilAsync(() => Task.FromResult(JournalReading.Count(victim, $"report is not null and mission_id = '{mission}'") == 1), "the result is in the journal");

        await victim.KillAsync();
        await Task.WhenAll(fleet.Redis.RestartAsync(Token), victim.RestartAsync(Token));

        await fleet.AssertSucceededOnceAsync([mission]);
        Assert.Equal(1, (await fleet.Clients[0].GetAsync(mission, null, Token)).Attempt);
        await Fleet.UntilAsync(() => Task.FromResult(JournalReading.Count(victim, "true") == 0), "the journal is empty");
    }

    [Fact]
    public async Task What_it_ran_is_offered_again_as_soon_as_it_is_back()
    {
        var missions = await fleet.SubmitAsync(Enumerable.Range(0, 4).Select(_ => Missions.Sleep("10")));
        var factories = new List<CorpNode>();
        foreach (var mission in missions)
            factories.Add(await fleet.RunsOnAsync(mission));
        var victim = factories[0];
        var held = factories.Count(factory => factory == victim);
        var heldIds = string.Join(',', missions.Where((_, number) => factories[number] == victim).Select(mission => $"'{mission}'"));
        await Fleet.UntilAsync(
            () => Task.FromResult(JournalReading.Count(victim, $"report is null and mission_id in ({heldIds})") == held), "all that it holds is in the journal");

        await victim.KillAsync();
        await victim.RestartAsync(Token);

        await fleet.AssertSucceededOnceAsync(missions);
        var events = (await Task.WhenAll(missions.Select(mission => Missions.TimelineAsync(fleet.Clients[0], mission)))).SelectMany(timeline => timeline).ToList();
        Assert.Equal(held, events.Count(happened => happened.Event == MissionEventNames.AttemptFailed));
        Assert.Equal(held, events.Count(happened => happened.Event == MissionEventNames.RetryScheduled));
        Assert.DoesNotContain(events, happened => happened.Event is MissionEventNames.LeaseLapsed or MissionEventNames.LateResult);
    }
}
