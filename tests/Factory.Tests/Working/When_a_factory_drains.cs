using Corporation.Contracts.Announcing;
using Corporation.Contracts.Claiming;
using Corporation.Contracts.Fleet;
using Corporation.Contracts.Offering;
using Corporation.Contracts.Reporting;
using Corporation.Factory.Heartbeats;
using Corporation.Factory.Tests.Harness;
using Corporation.Factory.Working;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.Factory.Tests.Working;

public sealed class When_a_factory_drains
{
    [Fact]
    public async Task A_handler_that_needs_its_grace_still_reports_its_result()
    {
        await using var factory = await StartAsync("00:00:20");
        var stage = factory.Services.GetRequiredService<Stage>();
        var missionId = await factory.OfferAsync("act", new { deed = "wait_for_release" });
        await Eventually.TrueAsync(() => stage.Entered.Contains(missionId));

        var stopping = factory.StopAsync();
        await Eventually.FirstAsync(factory.Hq.All<WithdrawFactory>);
        stage.Release.SetResult();
        await stopping;

        Assert.Equal(missionId, Assert.Single(factory.Hq.All<MissionSucceeded>()).MissionId);
        Assert.Equal(FactoryState.Stopped, factory.Status.State);
    }

    [Theory]
    [InlineData("wait_for_token")]
    [InlineData("ignore_token")]
    public async Task A_mission_that_takes_too_long_goes_back_to_hq(string deed)
    {
        await using var factory = await StartAsync("00:00:00.2");
        var stage = factory.Services.GetRequiredService<Stage>();
        var missionId = await factory.OfferAsync("act", new { deed });
        await Eventually.TrueAsync(() => stage.Entered.Contains(missionId));

        await factory.StopAsync();

        Assert.Equal(missionId, Assert.Single(factory.Hq.All<MissionReleased>()).MissionId);
        Assert.Single(factory.Hq.Reports);
        stage.Release.TrySetResult();
    }

    [Fact]
    public async Task New_offers_are_not_claimed_and_go_back_to_the_others()
    {
        await using var factory = await StartAsync("00:00:20");
        var stage = factory.Services.GetRequiredService<Stage>();
        await factory.OfferAsync("act", new { deed = "wait_for_release" });
        await Eventually.TrueAsync(() => !stage.Entered.IsEmpty);

        var stopping = factory.StopAsync();
        await Eventually.FirstAsync(factory.Hq.All<WithdrawFactory>);
        var arrivals = new Arrivals<ExecuteMission>();
        using (factory.Services.GetRequiredService<IBusControl>().ConnectConsumeMessageObserver(arrivals))
        {
            // Nobody else reads this queue, so what goes back arrives here again and again.
            var late = await factory.OfferAsync("echo", new { text = "late" });
            await Eventually.TrueAsync(() => arrivals.All.Count(offer => offer.MissionId == late) >= 3);
            stage.Release.SetResult();
            await stopping;

            Assert.DoesNotContain(factory.Hq.All<ClaimMission>(), claim => claim.MissionId == late);
        }
    }

    [Fact]
    public async Task A_superseded_process_gives_the_offer_back_that_told_it_so()
    {
        var hq = new FakeHq { Denial = _ => ClaimDenial.FactorySuperseded };
        await using var factory = await StartAsync("00:00:20", hq);
        var arrivals = new Arrivals<ExecuteMission>();
        using var watching = factory.Services.GetRequiredService<IBusControl>().ConnectConsumeMessageObserver(arrivals);

        var mission = await factory.OfferAsync("echo", new { text = "hi" });

        await Eventually.TrueAsync(() => arrivals.All.Count(offer => offer.MissionId == mission) >= 2);
    }

    [Fact]
    public async Task The_gate_to_the_shared_queues_is_closed_and_HQ_can_not_open_it_again()
    {
        await using var factory = await StartAsync("00:00:20");
        var gate = factory.Services.GetRequiredService<IntakeGate>();
        Assert.True(gate.IsOpen);

        await factory.StopAsync();
        gate.Obey(FactoryMode.Paused, null, 1);
        gate.Obey(FactoryMode.Active, null, 2);

        Assert.False(gate.IsOpen);
        Assert.False(gate.TryEnter());
    }

    private static Task<FactoryHost> StartAsync(string grace, FakeHq? hq = null) => FactoryHost.StartAsync(
        catalog => catalog.Add<ActHandler>(),
        hq,
        services: services => services.AddSingleton<Stage>(),
        settings: [("Factory:DrainGraceDuration", grace), ("Factory:DrainReportDuration", "00:00:04"), ("Factory:OfferRedeliveryDelay", "00:00:00.1")]);
}
