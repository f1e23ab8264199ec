using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;
using Corporation.Hq.Querying;

namespace Corporation.Hq.LiveStreams;

/// <summary>The live feeds: events of a mission, log of a mission, events of all missions, events of all factories.</summary>
internal sealed class LiveFeeds(CommitSignals signals, Timelines timelines, MissionLogs logs, MissionLookup lookup, FactoryTimelines factories, TimeProvider time)
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
            Next = _ => Task.FromResult(watch.Next()),
            Read = (after, token) => timelines.OfMissionAsync(missionId, after, LiveFeed<MissionEventView>.PageSize, token),
            PositionOf = static row => row.Sequence,
            HasEnded = async token => await lookup.StandingAsync(missionId, token) is not { } standing || standing.State.IsTerminal(),
        };
    }

    public LiveFeed<MissionEventView> EventsOfAll() => new()
    {
        Next = _ => Task.FromResult(signals.NextOfAny()),
        Read = (after, token) => timelines.OfAllAsync(after, LiveFeed<MissionEventView>.PageSize, token),
        PositionOf = static row => row.Position,
        Gathering = GatheringOfAll,
    };

    public LiveFeed<FactoryEventView> EventsOfFleet() => new()
    {
        Next = _ => Task.FromResult(signals.NextOfFleet()),
        Read = (after, token) => factories.OfAllAsync(after, LiveFeed<FactoryEventView>.PageSize, token),
        PositionOf = static row => row.Position,
    };

    public LiveFeed<LogLineView> LogOf(Guid missionId)
    {
        var watch = signals.Watch(missionId);
        return new()
        {
            Owned = watch,
            Next = token => NewsOrTimeoutAsync(watch, missionId, token),
            Read = (after, token) => logs.AfterAsync(missionId, after, LiveFeed<LogLineView>.PageSize, token),
            PositionOf = static row => row.Position,
            HasEnded = async token => await lookup.StandingAsync(missionId, token) is not { } standing || LogIsComplete(standing),
        };
    }

    private bool LogIsComplete(MissionStanding standing) =>
        standing.State.IsTerminal() && (standing.FinishedAt is not { } finished || time.GetUtcNow() - finished > LateLines);

    /// <summary>Once the mission has ended no signal need come any more, so the end of the log is waited for by time.</summary>
    private async Task<Task> NewsOrTimeoutAsync(CommitSignals.MissionWatch watch, Guid missionId, CancellationToken cancellationToken)
    {
        var news = watch.Next();
        return await lookup.StandingAsync(missionId, cancellationToken) is { State: var state } && state.IsTerminal()
            ? Task.WhenAny(news, Task.Delay(LateLines, time, CancellationToken.None))
            : news;
    }
}
