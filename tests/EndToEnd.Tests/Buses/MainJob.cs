using Corporation.Client;
using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;

namespace Corporation.EndToEnd.Tests.Buses;

/// <summary>What HQ and factories do for each other, the same on every bus.</summary>
public abstract class MainJob
{
    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected abstract IMissionClient Client { get; }

    [Fact]
    public async Task Missions_succeed_and_each_is_recorded_once()
    {
        var missions = await SubmitAsync(Enumerable.Range(0, 60).Select(Missions.Echo).Concat(Enumerable.Range(0, 6).Select(_ => Missions.Sleep("0.3"))));

        foreach (var mission in missions)
            await Missions.AssertSucceededOnceAsync(Client, mission);
    }

    [Fact]
    public async Task A_mission_that_fails_is_tried_again_and_then_a_dead_letter_that_can_be_requeued()
    {
        var mission = (await SubmitAsync([Missions.Shell(2, "false")]))[0];

        Assert.Equal(MissionLifeState.DeadLettered, (await Missions.EndAsync(Client, mission)).State);
        var events = await EventsAsync(mission);
        Assert.Equal(3, events.Count(happened => happened == MissionEventNames.AttemptFailed));
        Assert.Equal(2, events.Count(happened => happened == MissionEventNames.RetryScheduled));

        await Client.RequeueAsync(mission, "once more", Token);
        await Dying.Fleet.UntilAsync(async () => (await EventsAsync(mission)).Count(happened => happened == MissionEventNames.DeadLettered) == 2, "it is dead again");
        Assert.Equal(6, (await Client.GetAsync(mission, null, Token)).Attempt);
    }

    [Fact]
    public async Task A_mission_that_no_retry_can_help_fails_at_once()
    {
        var mission = (await SubmitAsync([Missions.Shell(2, "not-allowed")]))[0];

        var ended = await Missions.EndAsync(Client, mission);

        Assert.Equal(MissionLifeState.Failed, ended.State);
        Assert.Equal(1, ended.Attempt);
    }

    [Fact]
    public async Task A_cancel_ends_a_mission_that_runs()
    {
        var mission = (await SubmitAsync([Missions.Sleep("300")]))[0];
        await Dying.Fleet.UntilAsync(async () => (await Client.GetAsync(mission, null, Token)).State == MissionLifeState.Running, "it runs");

        await Client.CancelAsync(mission, "enough", Token);

        Assert.Equal(MissionLifeState.Cancelled, (await Missions.EndAsync(Client, mission)).State);
        Assert.Equal([MissionEventNames.CancelRequested, MissionEventNames.Cancelled], (await EventsAsync(mission)).TakeLast(2));
    }

    [Fact]
    public async Task A_more_urgent_mission_overtakes_the_backlog()
    {
        // A machine that submits slowly may have worked off the backlog meanwhile: then there was nothing to overtake.
        var urgent = Guid.Empty;
        var waiting = new List<Guid>();
        for (var round = 0; round < 10 && waiting.Count < 20; round++)
        {
            var backlog = await SubmitAsync(Enumerable.Range(0, 80).Select(_ => Missions.Sleep("0.2")));
            urgent = (await SubmitAsync([Missions.Sleep("0.2") with { Priority = 100 }]))[0];
            waiting.Clear();
            foreach (var mission in backlog.Reverse())
            {
                if ((await Client.GetAsync(mission, null, Token)).State == MissionLifeState.Queued)
                    waiting.Add(mission);
            }
        }

        Assert.True(waiting.Count >= 20, "There never was a backlog.");
        var started = (await Missions.EndAsync(Client, urgent)).StartedAt;
        var others = await Task.WhenAll(waiting.Select(mission => Missions.EndAsync(Client, mission)));
        Assert.True(started < others.Max(mission => mission.StartedAt), "The urgent one has waited for the whole backlog.");
    }

    private protected virtual async Task<IReadOnlyList<Guid>> SubmitAsync(IEnumerable<MissionSubmission> missions)
    {
        var ids = new List<Guid>();
        foreach (var mission in missions)
            ids.Add((await Client.SubmitAsync(mission, Token)).Mission.JobId);
        return ids;
    }

    private protected async Task<IReadOnlyList<string>> EventsAsync(Guid mission) =>
        [.. (await Missions.TimelineAsync(Client, mission)).Select(happened => happened.Event)];
}
