using Corporation.Contracts.Claiming;
using Corporation.Contracts.Missions;
using Corporation.Contracts.Reporting;
using Corporation.Sagas.Commanding;

namespace Corporation.Sagas.Tests.MissionLife;

public sealed class CancellingTests
{
    [Fact]
    public async Task A_waiting_mission_is_cancelled_at_once()
    {
        await using var bench = new MachineBench(Samples.Submission());

        var outcome = await bench.CommandAsync(new CancelMission(bench.Mission.CorrelationId, "api", "not wanted"));
        var claim = await bench.ClaimAsync(1);

        Assert.Equal(CommandVerdict.Done, outcome.Verdict);
        Assert.Equal(MissionLifeState.Cancelled, bench.Mission.LifeState);
        Assert.Equal(ClaimDenial.Cancelled, Assert.IsType<ClaimDenied>(claim).Reason);
    }

    [Fact]
    public async Task A_running_mission_is_cancelled_when_the_factory_confirms()
    {
        await using var bench = new MachineBench(Samples.Submission());
        var token = await bench.StartAsync();
        await bench.CommandAsync(new CancelMission(bench.Mission.CorrelationId, "api", null));
        var asked = bench.Events.Last();

        await bench.ReportAsync(new MissionStopped { MissionId = bench.Mission.CorrelationId, ClaimToken = token });

        Assert.Equal((MissionEventNames.CancelRequested, "f1", (Guid?)token), (asked.Event, asked.FactoryId, asked.ClaimToken));
        Assert.Equal(MissionLifeState.Cancelled, bench.Mission.LifeState);
    }

    [Fact]
    public async Task A_cancel_that_the_factory_does_not_confirm_takes_effect_after_the_lease_and_fences_it()
    {
        await using var bench = new MachineBench(Samples.Submission());
        var token = await bench.StartAsync();
        await bench.CommandAsync(new CancelMission(bench.Mission.CorrelationId, "api", null));

        await bench.AdvanceAsync(bench.Options.LeaseDuration);
        var late = await bench.ReportAsync(Samples.Success(bench.Mission.CorrelationId, token));

        Assert.Equal(MissionLifeState.Cancelled, bench.Mission.LifeState);
        Assert.Equal(ClaimDenial.Cancelled, Assert.IsType<ReportRefused>(late).Reason);
    }

    [Fact]
    public async Task A_result_that_comes_although_a_cancel_was_asked_for_is_not_thrown_away()
    {
        await using var bench = new MachineBench(Samples.Submission());
        var token = await bench.StartAsync();
        await bench.CommandAsync(new CancelMission(bench.Mission.CorrelationId, "api", null));

        await bench.ReportAsync(Samples.Success(bench.Mission.CorrelationId, token));

        Assert.Equal(MissionLifeState.Succeeded, bench.Mission.LifeState);
    }
}
