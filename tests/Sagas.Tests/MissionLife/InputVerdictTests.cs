using Corporation.Contracts.Claiming;
using Corporation.Contracts.Missions;
using Corporation.Sagas.MissionLife;

namespace Corporation.Sagas.Tests.MissionLife;

public sealed class InputVerdictTests
{
    [Fact]
    public async Task A_claim_whose_factory_takes_other_inputs_is_denied_and_the_mission_is_to_be_placed_elsewhere()
    {
        await using var bench = new MachineBench(Samples.Submission(deadlineAt: new DateTimeOffset(2026, 11, 1, 13, 0, 0, TimeSpan.Zero)));
        (bench.Mission.OfferedAt, bench.Mission.WakeAt) = (bench.Time.GetUtcNow(), bench.Time.GetUtcNow().AddSeconds(30));
        bench.Verdicts["f1"] = new InputVerdict("11111111", "payload.context.a: is missing.");

        var denied = Assert.IsType<ClaimDenied>(await bench.ClaimAsync());

        Assert.Equal(ClaimDenial.Superseded, denied.Reason);
        Assert.Equal((MissionLifeState.Queued, 0, null), (bench.Mission.LifeState, bench.Mission.Attempt, bench.Mission.OfferedAt));
        Assert.Equal(["11111111"], MissionRouting.Read(bench.Mission.Routing).Misfits);
        Assert.Equal(bench.Mission.DeadlineAt, bench.Mission.WakeAt);
        var lapsed = bench.Events.Last();
        Assert.Equal((MissionEventNames.OfferLapsed, true), (lapsed.Event, lapsed.IsRouted));

        // From now on it is only for whom HQ chooses.
        Assert.IsType<ClaimDenied>(await bench.ClaimAsync(factory: "f2"));
        bench.Mission.PlacedFactoryId = "f2";
        Assert.IsType<ClaimGranted>(await bench.ClaimAsync(factory: "f2"));
    }

    [Fact]
    public async Task What_could_not_be_found_out_denies_the_claim_and_bars_nobody()
    {
        await using var bench = new MachineBench(Samples.Submission());
        bench.Mission.OfferedAt = bench.Time.GetUtcNow();
        bench.Verdicts["f1"] = new InputVerdict("11111111", "payload.context: can't be checked.", IsCertain: false);

        Assert.Equal(ClaimDenial.Superseded, Assert.IsType<ClaimDenied>(await bench.ClaimAsync()).Reason);
        Assert.Equal((null, bench.Time.GetUtcNow()), (bench.Mission.Routing, bench.Mission.OfferedAt));

        bench.Verdicts.Clear();
        Assert.IsType<ClaimGranted>(await bench.ClaimAsync());
    }

    [Fact]
    public async Task What_is_found_to_fit_is_granted_and_remembered()
    {
        await using var bench = new MachineBench(Samples.Submission() with { FittingSchemas = ["00000000"] });
        bench.Verdicts["f1"] = new InputVerdict("11111111", null);

        Assert.IsType<ClaimGranted>(await bench.ClaimAsync());

        Assert.Null(bench.Mission.Routing);
        Assert.True(bench.Mission.Fits("00000000"));
        Assert.True(bench.Mission.Fits("11111111"));
        Assert.False(bench.Mission.Fits("22222222"));
    }

    [Fact]
    public async Task A_claim_that_is_denied_for_another_reason_finds_nothing_out()
    {
        await using var bench = new MachineBench(Samples.Submission());
        bench.Verdicts["f1"] = new InputVerdict("11111111", "payload.context.a: is missing.");
        bench.Epochs["f1"] = 2;

        Assert.Equal(ClaimDenial.FactorySuperseded, Assert.IsType<ClaimDenied>(await bench.ClaimAsync(epoch: 1)).Reason);
        Assert.Null(bench.Mission.Routing);
    }
}
