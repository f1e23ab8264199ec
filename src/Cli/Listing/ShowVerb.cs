using System.CommandLine;
using Corporation.Cli.Invoking;
using Corporation.Cli.Reading;
using Corporation.Cli.Showing;
using Corporation.Client;
using Corporation.Contracts.Http;

namespace Corporation.Cli.Listing;

/// <summary><c>corp mission show</c>: exit 0 whenever the mission is known; watch and submit --wait are the verbs that judge it.</summary>
internal static class ShowVerb
{
    public static Verb Create(VerbRunner runner)
    {
        var id = Inputs.MissionId();
        var events = new Option<bool>("--events") { Description = "Also the timeline" };
        var verb = new Verb(
            "show",
            "Show a mission with its input, result and error",
            "corp mission show 0198c5a2-7d3e-7c41-b3a5-5d1f0c9e8a77 --events",
            "corp mission show 0198c5a2-7d3e-7c41-b3a5-5d1f0c9e8a77 --json | jq .result").With(id, events);

        return runner.Bind(verb, async (invocation, cancellationToken) =>
        {
            var mission = await invocation.Client.GetAsync(invocation.Get(id), wait: null, cancellationToken);
            MissionSheet.Write(invocation, mission);
            if (invocation.Get(events))
                await WriteTimelineAsync(invocation, invocation.Client, mission.JobId, cancellationToken);
            return ExitCodes.Done;
        });
    }

    public static async Task WriteTimelineAsync(Invocation invocation, IMissionClient client, Guid jobId, CancellationToken cancellationToken)
    {
        var timeline = new TimelineTable(invocation.Screen.Profile.Width);
        long? after = 0;
        while (after is { } position)
        {
            var page = await client.GetTimelineAsync(jobId, position, cancellationToken);
            foreach (var happened in page.Events)
                Add(invocation, timeline, happened);
            after = page.NextAfter;
        }

        if (!invocation.Json)
            invocation.Screen.Write(timeline.Table);
    }

    private static void Add(Invocation invocation, TimelineTable timeline, MissionEventView happened)
    {
        if (invocation.Json)
            invocation.WriteJson(happened);
        else
            timeline.Add(happened);
    }
}
