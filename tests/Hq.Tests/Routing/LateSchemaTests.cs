using Corporation.Contracts.Announcing;
using Corporation.Contracts.Claiming;
using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;
using Corporation.Hq.Tests.Nodes;
using Corporation.SagaStore.Writing;

namespace Corporation.Hq.Tests.Routing;

/// <summary>What becomes of a waiting mission when a factory comes that means another thing by its kind than those did that were there at the submit.</summary>
public sealed class LateSchemaTests
{
    private const string TakesA = """{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"],"additionalProperties":false}""";
    private const string TakesAOrMore = """{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"integer"}},"required":["a"],"additionalProperties":false}""";
    private const string TakesB = """{"type":"object","properties":{"b":{"type":"integer"}},"required":["b"],"additionalProperties":false}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_factory_that_takes_other_inputs_is_denied_it_and_the_mission_goes_where_it_fits()
    {
        await using var node = await TestNode.StartAsync();
        var old = await JoinAsync(node, "old", TakesA);
        var id = await node.SubmitAsync(GhostFactory.Kind, new { a = 1 });
        var recent = await JoinAsync(node, "recent", TakesB);

        Assert.Equal(ClaimDenial.Superseded, await recent.DenialAsync(id));

        var placement = await node.PlacedAsync(id, "old");
        Assert.Equal(PlacementReasons.OtherSchema, placement.Factories.Single(factory => factory.FactoryId == "recent").Reason);
        var lapsed = Assert.Single(await node.EventsAsync(id), happened => happened.Event == MissionEventNames.OfferLapsed);
        Assert.Contains("payload.context", lapsed.Details?.GetRawText(), StringComparison.Ordinal);
        await old.SucceedAsync(await old.ClaimAsync(id));
        Assert.Equal("old", (await node.UntilAsync(id, MissionLifeState.Succeeded)).FactoryId);
    }

    [Fact]
    public async Task A_factory_that_takes_what_it_took_before_and_more_has_it_at_once()
    {
        await using var node = await TestNode.StartAsync();
        var old = await JoinAsync(node, "old", TakesA);
        var id = await node.SubmitAsync(GhostFactory.Kind, new { a = 1 });
        await old.AskAsync<WithdrawFactory, FactoryAccepted>(new WithdrawFactory { FactoryId = "old", Epoch = 1 });
        var recent = await JoinAsync(node, "recent", TakesAOrMore);

        await recent.SucceedAsync(await recent.ClaimAsync(id));

        Assert.DoesNotContain(await node.EventsAsync(id), happened => happened.Event == MissionEventNames.OfferLapsed);
    }

    [Fact]
    public async Task What_was_denied_one_schema_is_not_stranded_when_a_third_one_comes_that_it_fits()
    {
        await using var node = await TestNode.StartAsync();
        var old = await JoinAsync(node, "old", TakesA);
        var id = await node.SubmitAsync(GhostFactory.Kind, new { a = 1 });
        var wrong = await JoinAsync(node, "wrong", TakesB);
        Assert.NotNull(await wrong.DenialAsync(id));
        await node.PlacedAsync(id, "old");

        await old.AskAsync<WithdrawFactory, FactoryAccepted>(new WithdrawFactory { FactoryId = "old", Epoch = 1 });
        await TestNode.UntilAsync(async () => (await node.Fleet.ExplainAsync(id, Token)) is { PlacedFactoryId: null, State: MissionLifeState.Queued });
        var third = await JoinAsync(node, "third", TakesAOrMore);

        await node.PlacedAsync(id, "third");
        await third.SucceedAsync(await third.ClaimAsync(id));
    }

    [Fact]
    public async Task A_mission_for_one_factory_waits_visibly_while_that_takes_other_inputs()
    {
        await using var node = await TestNode.StartAsync();
        var ghost = await JoinAsync(node, "ghost", TakesA);
        var id = await node.SubmitAsync(GhostFactory.Kind, new { a = 1 }, mission => mission with { TargetFactoryId = "ghost" });
        await node.PlacedAsync(id, "ghost");

        // It is updated, found to be wrong, and updated again. An offer to the process before may be taken back first, and made again.
        await ghost.AnnounceAsync(epoch: 2, schema: TakesB);
        await TestNode.UntilAsync(async () =>
        {
            Assert.Equal(ClaimDenial.Superseded, await ghost.DenialAsync(id, epoch: 2));
            return (await node.Fleet.ExplainAsync(id, Token)).Factories.Single(factory => factory.FactoryId == "ghost").Reason == PlacementReasons.OtherSchema;
        });

        await ghost.AnnounceAsync(epoch: 3, schema: TakesAOrMore);
        await node.PlacedAsync(id, "ghost");
        await TestNode.UntilAsync(async () => await ghost.DenialAsync(id, epoch: 3) is null);
        Assert.Equal("ghost", (await node.GetAsync(id)).FactoryId);
    }

    [Fact]
    public async Task What_another_HQ_was_told_a_moment_ago_counts()
    {
        await using var node = await TestNode.StartAsync();
        var ghost = await JoinAsync(node, "ghost", TakesA);
        var id = await node.SubmitAsync(GhostFactory.Kind, new { a = 1 });

        // As that one would store it; the news have not come yet.
        await node.Get<IStoreWriter>().WriteAsync(
            session =>
            {
                session.Execute("update factories set epoch = 2 where factory_id = 'ghost'");
                session.Execute("update factory_kinds set announcement = replace(announcement, '\"a\"', '\"b\"') where factory_id = 'ghost'");
                return true;
            },
            Token);

        Assert.Equal(ClaimDenial.Superseded, await ghost.DenialAsync(id, epoch: 2));
    }

    private static async Task<GhostFactory> JoinAsync(TestNode node, string id, string schema)
    {
        var ghost = new GhostFactory(node, id);
        await ghost.AnnounceAsync(schema: schema);
        await ghost.BeatAsync(cause: HeartbeatCause.Start);
        return ghost;
    }
}
