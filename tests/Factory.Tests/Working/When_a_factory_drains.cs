using Corporation.Contracts.Announcing;
using Corporation.Contracts.Reporting;
using Corporation.Factory.Tests.Harness;
using Corporation.Factory.Working;
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
    public async Task New_offers_are_not_claimed()
    {
        await using var factory = await StartAsync("00:00:20");
        var stage = factory.Services.GetRequiredService<Stage>();
        await factory.OfferAsync("act", new { deed = "wait_for_release" });
        await Eventually.TrueAsync(() => !stage.Entered.IsEmpty);

        var stopping = factory.StopAsync();
        await Eventually.FirstAsync(factory.Hq.All<WithdrawFactory>);
        var late = await factory.OfferAsync("echo", new { text = "late" });
        stage.Release.SetResult();
        await stopping;

        Assert.DoesNotContain(factory.Hq.Reports.OfType<MissionSucceeded>(), report => report.MissionId == late);
    }

    private static Task<FactoryHost> StartAsync(string grace) => FactoryHost.StartAsync(
        catalog => catalog.Add<ActHandler>(),
        services: services => services.AddSingleton<Stage>(),
        settings: [("Factory:DrainGraceDuration", grace), ("Factory:DrainReportDuration", "00:00:04")]);
}
