using System.Text.RegularExpressions;
using Corporation.Contracts.Claiming;
using Corporation.Contracts.Missions;
using Corporation.Contracts.Reporting;
using Corporation.EndToEnd.Tests.Dying;
using Corporation.LocalServers;

namespace Corporation.EndToEnd.Tests.Cutting;

/// <summary>What a factory said, or was told, comes too late or never.</summary>
public sealed class When_a_factory_is_cut_off(CutFleet fleet) : IClassFixture<CutFleet>, IAsyncLifetime
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private CorpNode Victim => fleet.Factories[0];

    public async ValueTask InitializeAsync()
    {
        fleet.Link.Lose();
        await fleet.HealAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_result_that_arrives_when_another_has_the_mission_is_refused_and_visible()
    {
        var (missions, mission) = await fleet.SubmitUntilAsync(Missions.Sleep("1"), MissionLifeState.Running, "one");
        fleet.Link.HoldQuestions();
        var report = new Regex($$"""{{nameof(MissionSucceeded)}}"\],"message":\{[^{}]*{{mission}}""");
        await Fleet.UntilAsync(() => Task.FromResult(fleet.Link.Heard(report)), "the factory has said that the mission succeeded");
        await Victim.SuspendAsync();
        await Fleet.UntilAsync(async () => await fleet.Clients[0].GetAsync(mission, null, Token) is { FactoryId: "two" }, "the other one has the mission");

        fleet.Link.Release();
        await Fleet.UntilAsync(async () => (await fleet.EventsAsync(mission)).Contains(MissionEventNames.LateResult), "the late result is in the timeline");
        await Victim.ResumeAsync();

        await fleet.AssertSucceededOnceAsync(missions);
        var timeline = await Missions.TimelineAsync(fleet.Clients[0], mission);
        var late = timeline.First(happened => happened.Event == MissionEventNames.LateResult);
        Assert.Equal(nameof(MissionSucceeded), late.Details!.Value.GetProperty("report").GetString());
        var recorded = timeline.Single(happened => happened.Event == MissionEventNames.Succeeded);
        Assert.Equal(("two", 2), (recorded.Actor, recorded.Attempt));
    }

    [Fact]
    public async Task A_mission_whose_claim_was_granted_to_a_factory_that_died_before_it_heard_is_offered_again()
    {
        fleet.Link.HoldAnswersAfter(new Regex(nameof(ClaimMission)));
        var (missions, mission) = await fleet.SubmitUntilAsync(Missions.Sleep("1"), MissionLifeState.Claimed, "one");

        await Victim.KillAsync();

        await fleet.AssertSucceededOnceAsync(missions);
        var events = await fleet.EventsAsync(mission);
        Assert.Contains(MissionEventNames.LeaseLapsed, events);
        Assert.Equal(("two", 2), await RecordedAsync(mission));
        Assert.Single(events, MissionEventNames.Started);
    }

    [Fact]
    public async Task A_mission_that_a_factory_finished_and_never_reported_is_run_elsewhere_and_what_comes_later_is_refused()
    {
        var (missions, mission) = await fleet.SubmitUntilAsync(Missions.Sleep("1"), MissionLifeState.Running, "one");
        fleet.Link.HoldQuestions();
        await Fleet.UntilAsync(() => Task.FromResult(JournalReading.Count(Victim, $"report is not null and mission_id = '{mission}'") == 1), "the result is in the journal");
        await Victim.KillAsync();
        fleet.Link.Lose();

        await fleet.AssertSucceededOnceAsync(missions);
        Assert.Equal(("two", 2), await RecordedAsync(mission));
        Assert.DoesNotContain(MissionEventNames.LateResult, await fleet.EventsAsync(mission));

        await Victim.RestartAsync(Token);
        await Fleet.UntilAsync(async () => (await fleet.EventsAsync(mission)).Contains(MissionEventNames.LateResult), "what the journal had is refused");
        await Fleet.UntilAsync(() => Task.FromResult(JournalReading.Count(Victim, "true") == 0), "the journal is empty");
        await fleet.AssertSucceededOnceAsync(missions);
        Assert.Equal(("two", 2), await RecordedAsync(mission));
    }

    private async Task<(string Factory, int Attempt)> RecordedAsync(Guid mission)
    {
        var recorded = (await Missions.TimelineAsync(fleet.Clients[0], mission)).Single(happened => happened.Event == MissionEventNames.Succeeded);
        return (recorded.Actor, recorded.Attempt);
    }
}
