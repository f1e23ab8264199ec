using Corporation.Client;
using Corporation.Contracts.Claiming;
using Corporation.Contracts.Fleet;
using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;
using Corporation.Hq.Tests.Nodes;
using Corporation.SagaStore.Writing;

namespace Corporation.Hq.Tests.Routing;

/// <summary>Which factory a mission goes to that asks something of it, and what is said of it meanwhile.</summary>
public sealed class PlacementTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mission_goes_to_the_one_factory_that_has_its_labels_and_only_that_one_may_claim_it()
    {
        await using var node = await TestNode.StartAsync();
        var (plain, able) = (await JoinAsync(node, "plain", "os=linux"), await JoinAsync(node, "able", "os=linux", "gpu"));

        var id = await node.SubmitAsync(GhostFactory.Kind, new { }, mission => mission with { RequiredLabels = ["gpu", "os=linux"] });
        var placement = await node.PlacedAsync(id, "able");

        Assert.Equal(PlacementReasons.Labels, ReasonAt(placement, "plain"));
        Assert.Equal(PlacementReasons.NoSuchKind, ReasonAt(placement, "f1"));
        Assert.Equal(ClaimDenial.Superseded, await plain.DenialAsync(id));
        await able.SucceedAsync(await able.ClaimAsync(id));
        Assert.Equal((MissionLifeState.Succeeded, "able"), ((await node.GetAsync(id)).State, (await node.GetAsync(id)).FactoryId));
        Assert.NotNull((await node.Fleet.ExplainAsync(id, Token)).PlacedBecause);
    }

    [Fact]
    public async Task Where_no_factory_fits_it_waits_visibly_until_one_comes()
    {
        await using var node = await TestNode.StartAsync();
        await JoinAsync(node, "plain");
        var id = await node.SubmitAsync(GhostFactory.Kind, new { }, mission => mission with { RequiredLabels = ["memory_gb>=64"] });

        var waiting = await node.Fleet.ExplainAsync(id, Token);
        Assert.Equal(MissionLifeState.Queued, waiting.State);
        Assert.StartsWith("No factory fits", waiting.Summary, StringComparison.Ordinal);
        Assert.All(waiting.Factories, factory => Assert.False(factory.Fits));

        await JoinAsync(node, "big", "memory_gb=128");
        await node.PlacedAsync(id, "big");
    }

    [Fact]
    public async Task One_whose_payload_is_gone_holds_up_no_other()
    {
        await using var node = await TestNode.StartAsync();
        await JoinAsync(node, "plain");
        var broken = await node.SubmitAsync(GhostFactory.Kind, new { }, mission => mission with { RequiredLabels = ["gpu"], Priority = 90 });
        var sound = await node.SubmitAsync(GhostFactory.Kind, new { }, mission => mission with { RequiredLabels = ["gpu"] });
        await node.Get<IStoreWriter>().WriteAsync(
            session =>
            {
                session.Execute("delete from mission_payloads where mission_id = $1", broken);
                return true;
            },
            Token);

        await JoinAsync(node, "able", "gpu");

        await node.PlacedAsync(sound, "able");
    }

    [Fact]
    public async Task Where_no_factory_fits_until_the_deadline_it_expires()
    {
        await using var node = await TestNode.StartAsync();
        await JoinAsync(node, "plain");
        var id = await node.SubmitAsync(
            GhostFactory.Kind, new { }, mission => mission with { TargetFactoryId = "nobody", DeadlineAt = TimeProvider.System.GetUtcNow().AddSeconds(2) });

        Assert.Equal(PlacementReasons.TargetElsewhere, ReasonAt(await node.Fleet.ExplainAsync(id, Token), "plain"));
        await node.UntilAsync(id, MissionLifeState.Expired);
    }

    [Fact]
    public async Task Of_several_the_one_with_most_preferred_labels_is_chosen_then_the_least_loaded()
    {
        await using var node = await TestNode.StartAsync();
        await JoinAsync(node, "one", "os=linux");
        await JoinAsync(node, "two", "os=linux", "ssd");
        await JoinAsync(node, "three", "os=linux", "ssd");
        var missions = new List<Guid>();
        for (var number = 0; number < 3; number++)
            missions.Add(await node.SubmitAsync(GhostFactory.Kind, new { }, mission => mission with { RequiredLabels = ["os=linux"], PreferredLabels = ["ssd"] }));

        // Each has one slot.
        var places = new List<string?>();
        foreach (var id in missions)
        {
            await TestNode.UntilAsync(async () => (await node.Fleet.ExplainAsync(id, Token)).PlacedFactoryId is not null);
            places.Add((await node.Fleet.ExplainAsync(id, Token)).PlacedFactoryId);
        }

        Assert.Equal(["three", "two"], places.Take(2).Order(StringComparer.Ordinal));
        Assert.Equal("one", places[2]);
        var fourth = await node.SubmitAsync(GhostFactory.Kind, new { }, mission => mission with { RequiredLabels = ["os=linux"] });
        Assert.Equal(PlacementReasons.NoFreeSlot, ReasonAt(await node.Fleet.ExplainAsync(fourth, Token), "one"));
    }

    [Theory]
    [InlineData(FactoryActions.Pause)]
    [InlineData(FactoryActions.Drain)]
    [InlineData(FactoryActions.Quarantine)]
    public async Task A_mission_moves_when_its_factory_takes_nothing_new_before_it_has_claimed(string action)
    {
        await using var node = await TestNode.StartAsync();
        var first = await JoinAsync(node, "first", "gpu");
        var id = await node.SubmitAsync(GhostFactory.Kind, new { }, mission => mission with { RequiredLabels = ["gpu"] });
        await node.PlacedAsync(id, "first");

        await node.Fleet.ControlAsync(new FactoryControl { TargetFactoryId = "first", Action = action }, Token);
        await JoinAsync(node, "second", "gpu");

        await node.PlacedAsync(id, "second");
        Assert.Equal(ClaimDenial.Superseded, await first.DenialAsync(id));
        Assert.Contains(await node.EventsAsync(id), happened => happened.Event == MissionEventNames.OfferLapsed);
    }

    [Fact]
    public async Task A_retry_goes_elsewhere_when_it_was_asked_for_and_another_factory_fits()
    {
        await using var node = await TestNode.StartAsync();
        var (one, two) = (await JoinAsync(node, "one", "x"), await JoinAsync(node, "two", "x"));
        var id = await node.SubmitAsync(GhostFactory.Kind, new { }, mission => mission with { RequiredLabels = ["x"], RetryElsewhere = true, MaxRetries = 1 });
        await TestNode.UntilAsync(async () => (await node.Fleet.ExplainAsync(id, Token)).PlacedFactoryId is not null);
        var firstPlace = (await node.Fleet.ExplainAsync(id, Token)).PlacedFactoryId!;

        var holder = firstPlace == "one" ? one : two;
        await holder.InterruptAsync(await holder.ClaimAsync(id));

        await node.PlacedAsync(id, firstPlace == "one" ? "two" : "one");
        Assert.Equal(PlacementReasons.FailedThere, ReasonAt(await node.Fleet.ExplainAsync(id, Token), firstPlace));
    }

    [Fact]
    public async Task A_paused_factory_is_granted_nothing_and_the_offer_is_for_others()
    {
        await using var node = await TestNode.StartAsync();
        var ghost = await JoinAsync(node, "ghost");
        var id = await node.SubmitAsync(GhostFactory.Kind, new { });
        await node.Fleet.ControlAsync(new FactoryControl { TargetFactoryId = "ghost", Action = FactoryActions.Pause }, Token);

        await TestNode.UntilAsync(async () => await ghost.DenialAsync(id) == ClaimDenial.FactoryPaused);
        Assert.Equal(PlacementReasons.Paused, ReasonAt(await node.Fleet.ExplainAsync(id, Token), "ghost"));
    }

    [Fact]
    public async Task An_input_must_fit_what_one_factory_means_by_the_kind_and_only_those_get_it()
    {
        await using var node = await TestNode.StartAsync();
        var old = new GhostFactory(node, "old");
        await old.AnnounceAsync(schema: """{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"],"additionalProperties":false}""", version: "1");
        await old.BeatAsync();
        var recent = new GhostFactory(node, "recent");
        await recent.AnnounceAsync(schema: """{"type":"object","properties":{"b":{"type":"integer"}},"required":["b"],"additionalProperties":false}""", version: "2");
        await recent.BeatAsync();

        var forOld = await node.SubmitAsync(GhostFactory.Kind, new { a = 1 });
        var placement = await node.PlacedAsync(forOld, "old");
        Assert.Equal(PlacementReasons.OtherSchema, ReasonAt(placement, "recent"));
        var refused = await Assert.ThrowsAsync<HqProblemException>(() => node.SubmitAsync(GhostFactory.Kind, new { c = 1 }));
        Assert.Contains("fits no version", refused.Message + string.Join(' ', refused.Errors?.SelectMany(error => error.Value) ?? []), StringComparison.Ordinal);
        var wrongFor = await Assert.ThrowsAsync<HqProblemException>(() => node.SubmitAsync(GhostFactory.Kind, new { a = 1 }, mission => mission with { TargetFactoryId = "recent" }));
        Assert.Equal(400, wrongFor.Status);
    }

    [Theory]
    [InlineData("required_labels", """["memory_gb>=much"]""")]
    [InlineData("required_labels", "\"gpu\"")]
    [InlineData("preferred_labels", """[1]""")]
    [InlineData("retry_elsewhere", "\"yes\"")]
    [InlineData("target_factory_id", "\"a b\"")]
    public async Task What_can_not_be_asked_is_refused_by_name(string field, string value)
    {
        await using var node = await TestNode.StartAsync();
        using var http = new HttpClient { BaseAddress = node.Url };
        await TestNode.UntilAsync(async () => (await node.Client.ListKindsAsync(Token)).Kinds.Count > 0);
        using var response = await http.PostAsync(
            "/api/v1/missions", new StringContent($$"""{"mission_kind":"system:ping","{{field}}":{{value}}}""", System.Text.Encoding.UTF8, "application/json"), Token);

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains($"\"{field}", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    private static async Task<GhostFactory> JoinAsync(TestNode node, string id, params string[] labels)
    {
        var ghost = new GhostFactory(node, id);
        await ghost.AnnounceAsync();
        await ghost.BeatAsync(labels, cause: Contracts.Announcing.HeartbeatCause.Start);
        await TestNode.UntilAsync(async () => (await node.Fleet.ListAsync(Token)).Registrations.Any(factory =>
            factory.FactoryId == id && factory.RegistrationStatus == FactoryStatus.Online && factory.Kinds.Count > 0 && factory.Labels.Count == labels.Length));
        return ghost;
    }

    private static string? ReasonAt(PlacementView placement, string factoryId) => placement.Factories.Single(factory => factory.FactoryId == factoryId).Reason;
}
