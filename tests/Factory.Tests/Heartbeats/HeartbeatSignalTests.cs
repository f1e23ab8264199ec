using Corporation.Factory.Heartbeats;

namespace Corporation.Factory.Tests.Heartbeats;

public sealed class HeartbeatSignalTests
{
    private readonly HeartbeatSignal _signal = new();

    [Fact]
    public async Task A_change_wakes_once()
    {
        _signal.Raise();
        _signal.Raise();
        Assert.True(await IsWokenAsync());

        _signal.Begin();
        Assert.False(await IsWokenAsync());
    }

    [Fact]
    public async Task What_changes_while_a_heartbeat_is_under_way_is_told_by_the_next_one()
    {
        _signal.Begin();
        _signal.Raise();
        _signal.Note(isAnswered: true);

        Assert.True(await IsWokenAsync());
    }

    [Fact]
    public async Task While_none_is_answered_only_HQ_wakes()
    {
        _signal.Begin();
        _signal.Note(isAnswered: false);
        _signal.Raise();
        Assert.False(await IsWokenAsync());

        _signal.HqIsThere();
        Assert.True(await IsWokenAsync());
    }

    [Fact]
    public async Task HQ_that_answers_heartbeats_wakes_nobody()
    {
        _signal.HqIsThere();
        Assert.False(await IsWokenAsync());

        // Also when the answer is that of the first heartbeat that was heard again.
        _signal.Note(isAnswered: false);
        _signal.Begin();
        _signal.HqIsThere();
        _signal.Note(isAnswered: true);
        Assert.False(await IsWokenAsync());
    }

    private Task<bool> IsWokenAsync() => _signal.WaitAsync(TimeSpan.Zero, TimeProvider.System, TestContext.Current.CancellationToken);
}
