using Corporation.Contracts.Announcing;
using Corporation.Contracts.Claiming;
using Corporation.Contracts.Reporting;
using Corporation.Factory.Tests.Harness;
using Corporation.Factory.Working;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Corporation.Factory.Tests.Working;

public sealed class When_hq_is_away_or_says_no
{
    private static readonly (string, string)[] Impatient = [("Factory:HqAnswerTimeout", "00:00:00.3"), ("Factory:OfferRedeliveryDelay", "00:00:00.2")];

    [Fact]
    public async Task An_offer_that_cannot_be_claimed_comes_back_and_runs_once()
    {
        var hq = new FakeHq();
        hq.Deaf[typeof(ClaimMission)] = 2;
        await using var factory = await FactoryHost.StartAsync(hq: hq, settings: Impatient);

        var missionId = await factory.OfferAsync("echo", new { text = "hi" });

        Assert.Equal(missionId, (await Eventually.FirstAsync(hq.All<MissionSucceeded>)).MissionId);
        Assert.Equal(3, hq.All<ClaimMission>().Count());
        Assert.All(hq.All<ClaimMission>(), claim => Assert.Equal(1, claim.Attempt));
    }

    [Fact]
    public async Task A_report_is_repeated_until_it_is_answered_and_the_claim_is_held_until_then()
    {
        var hq = new FakeHq();
        hq.Deaf[typeof(MissionSucceeded)] = 2;
        await using var factory = await FactoryHost.StartAsync(hq: hq, settings: Impatient);

        await factory.OfferAsync("echo", new { text = "hi" });

        await Eventually.TrueAsync(() => hq.All<MissionSucceeded>().Any());
        Assert.Equal(1, factory.Status.HeldClaims);
        await Eventually.TrueAsync(() => factory.Status.HeldClaims == 0);
        Assert.Equal(3, hq.All<MissionSucceeded>().Count());
        Assert.Single(hq.All<MissionSucceeded>().Select(report => report.ClaimToken).Distinct());
    }

    [Fact]
    public async Task The_announcement_is_repeated_until_it_is_answered()
    {
        var hq = new FakeHq();
        hq.Deaf[typeof(AnnounceFactory)] = 2;
        await using var factory = await FactoryHost.StartAsync(hq: hq, settings: Impatient);

        await Eventually.TrueAsync(() => factory.Status.State == FactoryState.Online);

        Assert.Equal(3, hq.All<AnnounceFactory>().Count());
    }

    [Fact]
    public async Task A_denied_offer_is_dropped()
    {
        var hq = new FakeHq { Denial = _ => ClaimDenial.Cancelled };
        await using var factory = await FactoryHost.StartAsync(hq: hq, settings: Impatient);

        await factory.OfferAsync("echo", new { text = "no" });
        await Eventually.FirstAsync(hq.All<ClaimMission>);
        hq.Denial = _ => null;
        await factory.OfferAsync("echo", new { text = "yes" });

        await Eventually.FirstAsync(hq.All<MissionSucceeded>);
        Assert.Single(hq.Reports);
    }

    [Fact]
    public async Task A_second_offer_of_a_running_attempt_is_dropped()
    {
        await using var factory = await FactoryHost.StartAsync(
            catalog => catalog.Add<ActHandler>(), services: services => services.AddSingleton<Stage>());
        var stage = factory.Services.GetRequiredService<Stage>();

        var missionId = await factory.OfferAsync("act", new { deed = "wait_for_release" });
        await Eventually.TrueAsync(() => stage.Entered.Contains(missionId));
        await factory.OfferAsync("act", new { deed = "wait_for_release" }, missionId);
        await Eventually.TrueAsync(() => factory.Hq.All<ClaimMission>().Count() == 2);
        stage.Release.SetResult();

        await Eventually.FirstAsync(factory.Hq.All<MissionSucceeded>);
        await Eventually.TrueAsync(() => factory.Status.HeldClaims == 0);
        Assert.Single(stage.Entered);
        Assert.Single(factory.Hq.Reports);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_superseded_factory_stops_its_process(bool alreadyAtTheAnnouncement)
    {
        var hq = new FakeHq();
        if (alreadyAtTheAnnouncement)
            hq.NewerEpoch = _ => long.MaxValue;
        else
            hq.Denial = _ => ClaimDenial.FactorySuperseded;
        await using var factory = await FactoryHost.StartAsync(hq: hq);
        var stopping = factory.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;

        if (!alreadyAtTheAnnouncement)
            await factory.OfferAsync("echo", new { text = "hi" });

        await Eventually.TrueAsync(() => stopping.IsCancellationRequested);
        Assert.Empty(hq.Reports);
    }
}
