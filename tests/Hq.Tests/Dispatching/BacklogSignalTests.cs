using Corporation.Contracts.Missions;
using Corporation.Hq.Dispatching;
using Corporation.Hq.Fleet;
using Corporation.Sagas.MissionLife;
using Microsoft.Extensions.Time.Testing;

namespace Corporation.Hq.Tests.Dispatching;

public sealed class BacklogSignalTests
{
    private static readonly TimeSpan AlmostOthersTime = TimeSpan.FromMilliseconds(99);
    private static readonly TimeSpan TheRest = TimeSpan.FromMilliseconds(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_slot_that_became_free_is_a_reason_to_look_while_something_is_known_to_wait()
    {
        using var signal = new BacklogSignal(new FactoryDirectory(), new FakeTimeProvider());
        signal.Remember("build");
        var mark = signal.Remember("deploy");

        signal.Forget("deploy", mark);
        signal.Committed([Event("build", MissionEventNames.Succeeded), Event("deploy", MissionEventNames.Succeeded), Queued("test")]);

        Assert.Equal([("build", false)], await signal.NextAsync(Token));
    }

    [Fact]
    public async Task A_slot_that_became_free_while_somebody_looked_is_a_reason_to_look_again()
    {
        using var signal = new BacklogSignal(new FactoryDirectory(), new FakeTimeProvider());

        var mark = signal.Remember("build");
        signal.Committed([Event("build", MissionEventNames.Succeeded)]);
        Assert.Equal([("build", false)], await signal.NextAsync(Token));

        // What was remembered since he began outlives what the one who looked found.
        signal.Remember("build");
        signal.Forget("build", mark);
        signal.Committed([Event("build", MissionEventNames.Succeeded)]);
        Assert.Equal([("build", false)], await signal.NextAsync(Token));
    }

    [Theory]
    [InlineData(MissionEventNames.OfferLapsed)]
    [InlineData(MissionEventNames.Released)]
    [InlineData(MissionEventNames.LeaseLapsed)]
    public async Task What_puts_a_mission_back_is_looked_at_in_any_case(string what)
    {
        using var signal = new BacklogSignal(new FactoryDirectory(), new FakeTimeProvider());

        signal.Committed([Event("build", what)]);

        Assert.Equal([("build", false)], await signal.NextAsync(Token));
    }

    [Fact]
    public async Task What_another_HQ_queued_and_did_not_offer_is_known_to_wait()
    {
        using var signal = new BacklogSignal(new FactoryDirectory(), new FakeTimeProvider());
        var offered = Queued("deploy");

        signal.CommittedElsewhere(
            [Queued("build"), offered, new MissionEvent { MissionId = offered.MissionId, MissionKind = "deploy", Event = MissionEventNames.Offered }]);
        signal.Committed([Event("build", MissionEventNames.Succeeded), Event("deploy", MissionEventNames.Succeeded)]);

        Assert.Equal([("build", false)], await signal.NextAsync(Token));
    }

    [Fact]
    public async Task A_slot_that_may_be_free_does_not_hide_that_something_was_queued()
    {
        using var signal = new BacklogSignal(new FactoryDirectory(), new FakeTimeProvider());
        signal.Remember("build");

        signal.Raise("build", isQueued: true);
        signal.Committed([Event("build", MissionEventNames.Succeeded)]);
        Assert.Equal([("build", true)], await signal.NextAsync(Token));

        signal.Committed([Event("build", MissionEventNames.Succeeded)]);
        Assert.Equal([("build", false)], await signal.NextAsync(Token));
    }

    [Fact]
    public async Task What_another_HQ_committed_is_looked_at_a_moment_later_however_much_comes_meanwhile()
    {
        var time = new FakeTimeProvider();
        using var signal = new BacklogSignal(new FactoryDirectory(), time);

        signal.CommittedElsewhere([Queued("build")]);
        var next = signal.NextAsync(Token);
        time.Advance(AlmostOthersTime);
        signal.CommittedElsewhere([Queued("deploy")]);
        Assert.False(next.IsCompleted);
        time.Advance(TheRest);

        var kinds = (await next).Select(each => each.Kind).ToList();
        Assert.Contains("build", kinds);

        // And again afterwards.
        signal.CommittedElsewhere([Queued("test")]);
        time.Advance(AlmostOthersTime + TheRest);
        var seen = new HashSet<string>(kinds);
        while (!seen.Contains("test"))
            seen.UnionWith((await signal.NextAsync(Token)).Select(each => each.Kind));
        Assert.Equal(["build", "deploy", "test"], seen.Order());
    }

    [Fact]
    public async Task What_moves_no_backlog_wakes_nobody()
    {
        var time = new FakeTimeProvider();
        using var signal = new BacklogSignal(new FactoryDirectory(), time);

        signal.Committed([Event("build", MissionEventNames.Claimed)]);
        signal.CommittedElsewhere([Event("build", MissionEventNames.Started)]);
        time.Advance(AlmostOthersTime + TheRest);
        signal.Raise("deploy");

        Assert.Equal([("deploy", false)], await signal.NextAsync(Token));
    }

    private static MissionEvent Queued(string kind) => Event(kind, MissionEventNames.Queued);

    private static MissionEvent Event(string kind, string what) => new() { MissionId = Guid.NewGuid(), MissionKind = kind, Event = what };
}
