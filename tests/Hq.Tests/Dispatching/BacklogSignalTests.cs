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
    public async Task What_this_HQ_committed_is_looked_at_at_once()
    {
        using var signal = new BacklogSignal(new FactoryDirectory(), new FakeTimeProvider());

        signal.Committed([Queued("build")]);

        Assert.Equal([("build", true)], await signal.NextAsync(Token));
    }

    [Fact]
    public async Task A_slot_that_may_be_free_does_not_hide_that_something_was_queued()
    {
        using var signal = new BacklogSignal(new FactoryDirectory(), new FakeTimeProvider());

        signal.Committed([Queued("build"), Event("build", MissionEventNames.Succeeded), Event("deploy", MissionEventNames.Succeeded)]);

        Assert.Equal([("build", true), ("deploy", false)], (await signal.NextAsync(Token)).Order());
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
        signal.Committed([Queued("deploy")]);

        Assert.Equal([("deploy", true)], await signal.NextAsync(Token));
    }

    private static MissionEvent Queued(string kind) => Event(kind, MissionEventNames.Queued);

    private static MissionEvent Event(string kind, string what) => new() { MissionId = Guid.NewGuid(), MissionKind = kind, Event = what };
}
