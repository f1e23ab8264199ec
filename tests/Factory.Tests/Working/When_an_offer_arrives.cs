using Corporation.Contracts.Announcing;
using Corporation.Contracts.Claiming;
using Corporation.Contracts.Reporting;
using Corporation.Factory.Tests.Harness;
using Corporation.Factory.Working;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.Factory.Tests.Working;

public sealed class When_an_offer_arrives
{
    [Fact]
    public async Task It_is_claimed_run_and_reported_with_its_token()
    {
        await using var factory = await FactoryHost.StartAsync();

        var missionId = await factory.OfferAsync("echo", new { text = "hi" });

        var report = await Eventually.FirstAsync(factory.Hq.All<MissionSucceeded>);
        Assert.Equal(missionId, report.MissionId);
        Assert.Equal(factory.Hq.TokenOf(missionId), report.ClaimToken);
        Assert.Equal("""{"text":"hi"}""", report.Result.GetRawText());
        await Eventually.TrueAsync(() => factory.Status.HeldClaims == 0);
    }

    [Fact]
    public async Task The_start_is_told_before_the_result()
    {
        await using var factory = await FactoryHost.StartAsync(
            catalog => catalog.Add<ActHandler>(), services: services => services.AddSingleton<Stage>());

        await factory.OfferAsync("act", new Act(Deed.WaitForRelease));

        // The end of a handler that ends at once says it all; this one does not.
        await Eventually.FirstAsync(factory.Hq.All<MissionStarted>);
        factory.Services.GetRequiredService<Stage>().Release.SetResult();
        await Eventually.FirstAsync(factory.Hq.All<MissionSucceeded>);
        var order = factory.Hq.Heard.Where(message => message is ClaimMission or MissionStarted or MissionSucceeded).Select(message => message.GetType());
        Assert.Equal([typeof(ClaimMission), typeof(MissionStarted), typeof(MissionSucceeded)], order);
    }

    [Fact]
    public async Task The_factory_has_announced_its_kinds_with_schemas()
    {
        await using var factory = await FactoryHost.StartAsync(settings: [("UA_FACTORY_ID", "plant-7"), ("FACTORY_ROLE", "standalone_node ")]);

        var announcement = await Eventually.FirstAsync(factory.Hq.All<AnnounceFactory>);

        Assert.Equal("plant-7", announcement.FactoryId);
        Assert.Equal("STANDALONE_NODE", announcement.Role);
        Assert.Equal(factory.Status.Epoch, announcement.Epoch);
        var echo = Assert.Single(announcement.Kinds, kind => kind.MissionKind == "echo");
        Assert.Equal(64, echo.Slots);
        Assert.False(echo.InputSchema.GetProperty("additionalProperties").GetBoolean());
        Assert.Equal("text", echo.InputSchema.GetProperty("required")[0].GetString());
        await Eventually.TrueAsync(() => factory.Status.State == FactoryState.Online);
    }
}
