using Corporation.Contracts.Fleet;
using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;
using Corporation.Contracts.Reporting;
using Corporation.Hq.Fleet;
using Corporation.Hq.Tests.Nodes;
using Corporation.Sagas.FactoryLife;

namespace Corporation.Hq.Tests.Fleet;

/// <summary>What HQ does by itself about factories.</summary>
public sealed class JudgingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_factory_that_fails_at_what_others_can_do_is_put_into_quarantine_and_gets_nothing_new()
    {
        await using var node = await TestNode.StartAsync(settings: new() { ["Fleet:QuarantineMinAttempts"] = "3", ["Fleet:JudgingInterval"] = "00:00:01" });
        var (bad, good) = (await JoinAsync(node, "bad"), await JoinAsync(node, "good"));
        for (var number = 0; number < 3; number++)
        {
            await RunAsync(node, bad, "bad", succeeds: false);
            await RunAsync(node, good, "good", succeeds: true);
        }

        await TestNode.UntilAsync(async () => (await node.Fleet.GetAsync("bad", Token)).RegistrationStatus is FactoryStatus.Quarantined);

        var factory = await node.Fleet.GetAsync("bad", Token);
        Assert.Contains("3 of its last 3", factory.StatusReason, StringComparison.Ordinal);
        Assert.Contains("somebody must resume it", factory.StatusReason, StringComparison.Ordinal);
        Assert.Equal(FactoryStatus.Online, (await node.Fleet.GetAsync("good", Token)).RegistrationStatus);
        var waiting = await node.SubmitAsync(GhostFactory.Kind, new { }, mission => mission with { TargetFactoryId = "bad" });
        Assert.Equal(PlacementReasons.Quarantined, (await node.Fleet.ExplainAsync(waiting, Token)).Factories.Single(one => one.FactoryId == "bad").Reason);
    }

    [Fact]
    public async Task Several_that_judge_at_once_quarantine_once()
    {
        await using var node = await TestNode.StartAsync();
        await JoinAsync(node, "bad");
        var order = new OrderFactory("bad", FactoryMode.Quarantined, "hq", "because") { OnlyIfActive = true };

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => node.Get<FleetDesk>().OrderAsync(order, Token)));

        Assert.Single((await node.Fleet.GetHistoryAsync("bad", 100, Token)).Events, happened => happened.Event == FactoryEventNames.Quarantined);
    }

    private static async Task<GhostFactory> JoinAsync(TestNode node, string id)
    {
        var ghost = new GhostFactory(node, id);
        await ghost.AnnounceAsync();
        await ghost.BeatAsync();
        return ghost;
    }

    private static async Task RunAsync(TestNode node, GhostFactory ghost, string id, bool succeeds)
    {
        var mission = await node.SubmitAsync(GhostFactory.Kind, new { }, mission => mission with { TargetFactoryId = id, MaxRetries = 0 });
        await TestNode.UntilAsync(async () => (await node.Fleet.ExplainAsync(mission, Token)).PlacedFactoryId == id);
        var claim = await ghost.ClaimAsync(mission);
        if (succeeds)
        {
            await ghost.SucceedAsync(claim);
            return;
        }

        await ghost.AskAsync<MissionFailed, ReportRecorded>(new MissionFailed
        {
            MissionId = claim.MissionId, ClaimToken = claim.ClaimToken, Error = new(MissionErrorTypes.HandlerFailed, "broken"), Retryable = false,
        });
    }
}
