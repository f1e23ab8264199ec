using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;
using Corporation.Hq.Querying;

namespace Corporation.Hq.LiveStreams;

/// <summary>The three live feeds: events of a mission, log of a mission, events of all.</summary>
internal sealed class LiveFeeds(CommitSignals signals, Timelines timelines, MissionLogs logs, MissionLookup lookup, TimeProvider time)
{
    /// <summary>A busy HQ commits a thousand times a second; nobody can watch that row by row.</summary>
    private static readonly TimeSpan GatheringOfAll = TimeSpan.FromMilliseconds(5);

    /// <summary>Log lines travel apart from the result and may arrive a moment after it.</summary>
    private static readonly TimeSpan LateLines = TimeSpan.FromSeconds(1);

    public LiveFeed<MissionEventView> EventsOf(Guid missionId)
    {
        var watch = signals.Watch(missionId);
        return new()
        {
            Owned = watch,
            Next = watch.Next,
            Read = after => timelines.OfMission(missionId, after, LiveFeed<MissionEventView>.PageSize),
            PositionOf = static row => row.Sequence,
            HasEnded = () => lookup.Standing(missionId) is not { } standing || standing.State.IsTerminal(),
        };
    }

    public LiveFeed<MissionEventView> EventsOfAll() => new()
    {
        Next = signals.NextOfAny,
        Read = after => timelines.OfAll(after, LiveFeed<MissionEventView>.PageSize),
        PositionOf = static row => row.Position,
        Gathering = GatheringOfAll,
    };

    public LiveFeed<LogLineView> LogOf(Guid missionId)
    {
        var watch = signals.Watch(missionId);
        return new()
        {
            Owned = watch,
            Next = () => NewsOrTimeout(watch, missionId),
            Read = after => logs.After(missionId, after, LiveFeed<LogLineView>.PageSize),
            PositionOf = static row => row.Position,
            HasEnded = () => lookup.Standing(missionId) is not { } standing || LogIsComplete(standing),
        };
    }

    private bool LogIsComplete(MissionStanding standing) =>
        standing.State.IsTerminal() && (standing.FinishedAt is not { } finished || time.GetUtcNow() - finished > LateLines);

    /// <summary>Once the mission has ended no signal need come any more, so the end of the log is waited for by time.</summary>
    private Task NewsOrTimeout(CommitSignals.MissionWatch watch, Guid missionId)
    {
        var news = watch.Next();
        return lookup.Standing(missionId) is { State: var state } && state.IsTerminal()
            ? Task.WhenAny(news, Task.Delay(LateLines, time, CancellationToken.None))
            : news;
    }
}
