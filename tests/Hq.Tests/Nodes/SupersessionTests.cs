using Corporation.Contracts.Missions;

namespace Corporation.Hq.Tests.Nodes;

/// <summary>What a newer process of a factory does to the claims of the older one.</summary>
public sealed class SupersessionTests
{
    [Fact]
    public async Task A_claim_whose_report_is_announced_stays_and_the_report_counts()
    {
        await using var node = await TestNode.StartAsync();
        var ghost = new GhostFactory(node);
        await ghost.AnnounceAsync();
        var (reported, forgotten) = (await node.SubmitAsync(GhostFactory.Kind, new { }), await node.SubmitAsync(GhostFactory.Kind, new { }));
        var (kept, lost) = (await ghost.ClaimAsync(reported), await ghost.ClaimAsync(forgotten));

        await ghost.AnnounceAsync(epoch: 2, pending: [kept.ClaimToken]);

        Assert.Equal(MissionErrorTypes.FactoryRestarted, (await node.UntilAsync(forgotten, MissionLifeState.DeadLettered)).Error?.Type);
        Assert.Equal(MissionLifeState.Claimed, (await node.GetAsync(reported)).State);
        await ghost.SucceedAsync(kept);
        await ghost.SucceedAsync(kept);
        Assert.True(await ghost.IsRefusedAsync(lost));
        Assert.Equal((MissionLifeState.Succeeded, 1), ((await node.GetAsync(reported)).State, (await node.GetAsync(reported)).Attempt));
        Assert.DoesNotContain(await node.EventsAsync(reported), happened => happened.Event == MissionEventNames.LateResult);
        Assert.Contains(await node.EventsAsync(forgotten), happened => happened.Event == MissionEventNames.LateResult);
    }

    [Fact]
    public async Task An_interruption_costs_one_attempt_whether_the_factory_or_the_announcement_tells_of_it()
    {
        await using var node = await TestNode.StartAsync();
        var ghost = new GhostFactory(node);
        await ghost.AnnounceAsync();
        var (told, taken) = (await node.SubmitAsync(GhostFactory.Kind, new { }, mission => mission with { MaxRetries = 1 }),
            await node.SubmitAsync(GhostFactory.Kind, new { }, mission => mission with { MaxRetries = 1 }));
        var claim = await ghost.ClaimAsync(told);
        await ghost.ClaimAsync(taken);

        await ghost.AnnounceAsync(epoch: 2, pending: [claim.ClaimToken]);
        await ghost.InterruptAsync(claim);
        await ghost.InterruptAsync(claim);
        await ghost.AnnounceAsync(epoch: 2);

        foreach (var mission in (Guid[])[told, taken])
        {
            Assert.Equal(MissionErrorTypes.FactoryRestarted, (await node.GetAsync(mission)).Error?.Type);
            Assert.Single(await node.EventsAsync(mission), happened => happened.Event == MissionEventNames.RetryScheduled);
        }
    }

    [Fact]
    public async Task An_announced_report_that_never_comes_costs_a_lease_and_no_more()
    {
        await using var node = await TestNode.StartAsync(settings: new() { ["Missions:LeaseDuration"] = "00:00:03" });
        var ghost = new GhostFactory(node);
        await ghost.AnnounceAsync();
        var id = await node.SubmitAsync(GhostFactory.Kind, new { });
        var claim = await ghost.ClaimAsync(id);

        await ghost.AnnounceAsync(epoch: 2, pending: [claim.ClaimToken]);

        Assert.Equal(MissionErrorTypes.LeaseLapsed, (await node.UntilAsync(id, MissionLifeState.DeadLettered)).Error?.Type);
        Assert.True(await ghost.IsRefusedAsync(claim));
        Assert.Contains(await node.EventsAsync(id), happened => happened.Event == MissionEventNames.LateResult);
    }
}
