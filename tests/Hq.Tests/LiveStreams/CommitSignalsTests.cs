using Corporation.Contracts.Missions;
using Corporation.Hq.LiveStreams;
using Corporation.Sagas.MissionLife;

namespace Corporation.Hq.Tests.LiveStreams;

public sealed class CommitSignalsTests
{
    private readonly CommitSignals _signals = new();

    [Fact]
    public void Only_watchers_of_the_mission_are_woken()
    {
        var mission = Guid.NewGuid();
        using var mine = _signals.Watch(mission);
        using var other = _signals.Watch(Guid.NewGuid());
        var (news, end, others, any) = (mine.Next(), mine.NextEnd(), other.Next(), _signals.NextOfAny());

        _signals.Committed([Row(mission, MissionEventNames.Started)]);

        Assert.True(news.IsCompleted);
        Assert.True(any.IsCompleted);
        Assert.False(end.IsCompleted);
        Assert.False(others.IsCompleted);
    }

    [Fact]
    public void The_end_wakes_those_who_wait_for_it_and_the_next_wait_is_new()
    {
        var mission = Guid.NewGuid();
        using var watch = _signals.Watch(mission);
        var end = watch.NextEnd();

        _signals.Committed([Row(mission, MissionEventNames.Succeeded)]);

        Assert.True(end.IsCompleted);
        Assert.False(watch.NextEnd().IsCompleted);
    }

    [Fact]
    public void Log_lines_wake_the_mission_and_nobody_else()
    {
        var mission = Guid.NewGuid();
        using var watch = _signals.Watch(mission);
        var (news, any) = (watch.Next(), _signals.NextOfAny());

        _signals.Committed([new StoredLogLine { MissionId = mission }]);

        Assert.True(news.IsCompleted);
        Assert.False(any.IsCompleted);
    }

    [Fact]
    public void A_hundred_thousand_missions_leave_nothing_behind()
    {
        for (var index = 0; index < 100_000; index++)
        {
            var mission = Guid.NewGuid();
            using var first = _signals.Watch(mission);
            using var second = _signals.Watch(mission);
            _ = first.Next();
            _signals.Committed([Row(mission, MissionEventNames.Succeeded)]);
        }

        Assert.Equal(0, _signals.WatchedMissions);
    }

    [Fact]
    public async Task No_wake_up_is_lost_between_reading_and_waiting()
    {
        var mission = Guid.NewGuid();
        var committed = 0;
        using var watch = _signals.Watch(mission);
        var writer = Task.Run(() =>
        {
            for (var index = 0; index < 20_000; index++)
            {
                Interlocked.Increment(ref committed);
                _signals.Committed([Row(mission, MissionEventNames.Progressed)]);
            }
        });

        var seen = 0;
        while (seen < 20_000)
        {
            var next = watch.Next();
            var read = Volatile.Read(ref committed);
            if (read == seen)
                await next.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            seen = read;
        }

        await writer;
    }

    private static MissionEvent Row(Guid mission, string what) => new() { MissionId = mission, Event = what };
}
