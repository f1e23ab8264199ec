using Corporation.Cli.Invoking;
using Corporation.Cli.Showing;
using Corporation.Client;
using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;
using Spectre.Console;

namespace Corporation.Cli.Delegating;

/// <summary>Stays with one mission until it has ended.</summary>
internal static class MissionWatching
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    public static int ExitCodeOf(MissionView mission) =>
        mission.State == MissionLifeState.Succeeded ? ExitCodes.Done : ExitCodes.MissionFailed;

    public static async Task<MissionView> WaitForEndAsync(IMissionClient client, Guid jobId, CancellationToken cancellationToken)
    {
        while (true)
        {
            var mission = await client.GetAsync(jobId, LongestWait, cancellationToken);
            if (mission.State.IsTerminal())
                return mission;
        }
    }

    /// <summary>Shows the timeline as it grows, then the mission: drawn in place on a terminal, line by line elsewhere.</summary>
    public static async Task<int> FollowAsync(Invocation invocation, Guid jobId, CancellationToken cancellationToken)
    {
        if (invocation.Live)
            await DrawAsync(invocation, jobId, cancellationToken);
        else
            await PrintAsync(invocation, jobId, cancellationToken);

        var mission = await invocation.Client.GetAsync(jobId, wait: null, cancellationToken);
        if (invocation.Json)
            invocation.WriteJson(mission);
        else
            MissionSheet.WriteOutcome(invocation, mission);
        return ExitCodeOf(mission);
    }

    private static async Task PrintAsync(Invocation invocation, Guid jobId, CancellationToken cancellationToken)
    {
        DateTimeOffset? first = null;
        await foreach (var happened in invocation.Client.WatchAsync(jobId, after: 0, cancellationToken))
        {
            if (invocation.Json)
                invocation.WriteJson(happened);
            else
                invocation.Screen.WriteLine(TimelineTable.Line(happened, first ??= happened.OccurredAt));
        }
    }

    private static async Task DrawAsync(Invocation invocation, Guid jobId, CancellationToken cancellationToken)
    {
        var timeline = new TimelineTable(invocation.Screen.Profile.Width);
        await invocation.Screen.Live(timeline.Table).StartAsync(async live =>
        {
            await foreach (var happened in invocation.Client.WatchAsync(jobId, after: 0, cancellationToken))
            {
                timeline.Add(happened);
                live.Refresh();
            }
        });
    }
}
