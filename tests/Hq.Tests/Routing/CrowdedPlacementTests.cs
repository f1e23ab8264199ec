using System.Text.Json;
using Corporation.Contracts.Missions;
using Corporation.Hq.Tests.Nodes;
using Corporation.Sagas.Commanding;
using Corporation.Sagas.MissionLife;
using Corporation.SagaStore.Reading;

namespace Corporation.Hq.Tests.Routing;

/// <summary>Placing where much waits.</summary>
public sealed class CrowdedPlacementTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Thousands_that_fit_nowhere_hold_up_neither_what_fits_nor_what_asks_nothing()
    {
        await using var node = await TestNode.StartAsync();
        await node.UntilAsync(await node.SubmitAsync("echo", new { text = "hi" }), MissionLifeState.Succeeded);
        var desk = node.Get<IMissionDesk>();
        for (var batch = 0; batch < 25; batch++)
            await desk.SubmitAsync([.. Enumerable.Range(0, 100).Select(static _ => Echo(new MissionRouting { RequiredLabels = ["gpu"] }, priority: 90))], Token);

        var targeted = await desk.SubmitAsync([Echo(new MissionRouting { TargetFactoryId = "f1" }, priority: 0)], Token);
        var plain = await desk.SubmitAsync([Echo(new MissionRouting(), priority: 0)], Token);

        await node.UntilAsync(targeted[0].MissionId, MissionLifeState.Succeeded);
        await node.UntilAsync(plain[0].MissionId, MissionLifeState.Succeeded);
        var waiting = await node.Get<IStoreReader>().QueryAsync(
            "select count(*) from missions where current_state = 'Queued' and offered_at is null", static row => row.GetInt64(0), [], Token);
        Assert.Equal(2_500, waiting[0]);
    }

    [Fact]
    public async Task What_kinds_share_is_spent_once_when_several_of_them_are_placed_at_a_time()
    {
        await using var node = await TestNode.StartAsync(
            missions => missions.Add<TwoAtATimeHandler>(),
            settings: new()
            {
                ["Limits:Resources:provider:PerMinute"] = "0.1", ["Limits:Resources:provider:Burst"] = "3",
                ["Limits:Kinds:echo:Resources:0"] = "provider", ["Limits:Kinds:two_at_a_time:Resources:0"] = "provider",
            });
        var stage = Guid.NewGuid().ToString("N");
        Stage.Of(stage).Open.SetResult();
        var other = JsonSerializer.Serialize(new { name = stage });
        await TestNode.UntilAsync(async () => (await node.Client.ListKindsAsync(Token)).Kinds.Any(kind => kind.MissionKind == "echo" && kind.Slots > 0));
        var toF1 = new MissionRouting { TargetFactoryId = "f1" };
        var missions = await node.Get<IMissionDesk>().SubmitAsync(
            [.. Enumerable.Range(0, 8).Select(number => number % 2 == 0 ? Echo(toF1, 0) : Echo(toF1, 0) with { MissionKind = "two_at_a_time", Context = other })], Token);

        await TestNode.UntilAsync(async () => await CountAsync(node, missions, MissionLifeState.Succeeded) == 3);

        Assert.Equal(5, await CountAsync(node, missions, MissionLifeState.Queued));
        var events = await Task.WhenAll(missions.Select(mission => node.EventsAsync(mission.MissionId)));
        Assert.Equal(3, events.SelectMany(static timeline => timeline).Count(static happened => happened.Event == MissionEventNames.Offered));
    }

    private static async Task<int> CountAsync(TestNode node, IEnumerable<FiledMission> missions, MissionLifeState state) =>
        (await Task.WhenAll(missions.Select(mission => node.GetAsync(mission.MissionId)))).Count(mission => mission.State == state);

    private static NewMission Echo(MissionRouting routing, int priority) => new()
    {
        MissionKind = "echo",
        Task = "crowd",
        Context = """{"text":"hi"}""",
        Priority = priority,
        TimeoutSeconds = 60,
        MaxRetries = 0,
        RetryDelaySeconds = 1,
        Routing = routing,
        Actor = "api",
    };
}
