using System.CommandLine;
using Corporation.Cli.Invoking;
using Corporation.Cli.Reading;
using Corporation.Cli.Showing;
using Corporation.Client;
using Corporation.Contracts.Missions;

namespace Corporation.Cli.Listing;

/// <summary><c>corp mission list</c>.</summary>
internal sealed class ListVerb
{
    private const int LargestPage = 200;

    private readonly Option<MissionLifeState[]> _states = Inputs.States();
    private readonly MissionFilter _filter = new();
    private readonly Option<int?> _limit = Inputs.Number("--limit", "How many on one page, default 50", 1, LargestPage);
    private readonly Option<string?> _cursor = new("--cursor") { Description = "Go on where the page before ended", HelpName = "CURSOR" };
    private readonly Option<bool> _all = new("--all") { Description = "All pages, one after the other" };

    public static Verb Create(VerbRunner runner)
    {
        var list = new ListVerb();
        var verb = new Verb(
            "list",
            "List missions, newest first",
            "corp mission list",
            "corp mission list --state running,retrying",
            "corp mission list --kind shell_task --text 'timed out' --since 24h --limit 100",
            "corp mission list --state dead_lettered --all --json | jq -r .job_id")
            .With([list._states, .. list._filter.Symbols, list._limit, list._cursor, list._all])
            .Either(list._cursor, list._all);

        return runner.Bind(verb, list.RunAsync);
    }

    private async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var query = Query(invocation);
        var shown = 0;
        while (true)
        {
            var page = await invocation.Client.ListAsync(query, cancellationToken);
            foreach (var mission in invocation.Json ? page.Missions : [])
                invocation.WriteJson(mission);
            if (!invocation.Json && page.Missions.Count > 0)
                invocation.Screen.Write(MissionTable.Of(page.Missions, invocation.Now, invocation.Screen.Profile.Width, showHeader: shown == 0));

            shown += page.Missions.Count;
            if (page.NextCursor is null || !invocation.Get(_all))
            {
                Conclude(invocation, shown, page.NextCursor);
                return ExitCodes.Done;
            }

            query = query with { Cursor = page.NextCursor };
        }
    }

    private MissionQuery Query(Invocation invocation) => new()
    {
        States = invocation.Get(_states) ?? [],
        MissionKind = invocation.Get(_filter.Kind),
        FactoryId = invocation.Get(_filter.Factory),
        Text = invocation.Get(_filter.Text),
        Since = invocation.Get(_filter.Since)?.Before(invocation.Now),
        Until = invocation.Get(_filter.Until)?.Before(invocation.Now),
        Limit = invocation.Get(_limit) ?? (invocation.Get(_all) ? LargestPage : null),
        Cursor = invocation.Get(_cursor),
    };

    private static void Conclude(Invocation invocation, int shown, string? next)
    {
        if (shown == 0)
            invocation.Note("No missions match.");
        else if (next is not null)
            invocation.Note($"More: add --cursor {next} or --all");
    }
}
