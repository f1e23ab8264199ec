using System.Diagnostics;
using System.Globalization;
using Corporation.Cli.Invoking;
using Corporation.Cli.Listing;
using Corporation.Cli.NodeHosting;
using Corporation.Cli.Observing;
using Corporation.Cli.Scratching;
using Corporation.Client;
using Corporation.Contracts.Missions;
using Corporation.Hq;
using Corporation.Runtime.Roles;
using Spectre.Console;

namespace Corporation.Cli.Demonstrating;

/// <summary>One demo: start a node, tell all stories at once, check their ends, report.</summary>
internal sealed class DemoRun(Invocation invocation, ScratchFolder folder, string? redisUrl, int small, TimeSpan timeout)
{
    private static readonly TimeSpan RedrawInterval = TimeSpan.FromMilliseconds(100);

    private readonly DemoBoard _board = new();

    public async Task<int> RunAsync(bool stay, CancellationToken cancellationToken)
    {
        var repository = await SourceRepository.FindAsync(invocation.World, folder.Path, cancellationToken);
        if (!repository.IsThisOne)
            Say("This is no git work tree, so the demo clones a small repository of its own.");

        await using var node = await RunningNode.StartAsync(NodeOptions(repository), invocation.Time, cancellationToken);
        Say($"A temporary node listens at {node.Url}");
        if (redisUrl is not null)
            Say($"Its bus is the redis-server at {redisUrl}");

        var client = MissionClientModule.Connect(node.Url);
        var watch = Stopwatch.StartNew();
        DemoStories stories;
        IReadOnlyList<DemoEnd> ends;
        await using (var feed = new EventFeed(client, after: 0, _board.Note))
        {
            stories = new DemoStories(client, feed, _board, repository);
            ends = await TellAsync(stories, cancellationToken);
        }

        var summary = await SummarizeAsync(client, ends, watch.Elapsed, cancellationToken);
        await ReportAsync(client, stories.MostTelling, ends, summary, stay ? node.Url : null, cancellationToken);

        if (stay)
        {
            Say("The node stays up until Ctrl+C.");
            await UpVerb.UntilStoppedAsync(node, cancellationToken);
        }

        await node.StopAsync();
        if (invocation.Json)
            invocation.WriteJson(summary);
        return summary.Unexpected == 0 ? ExitCodes.Done : ExitCodes.MissionFailed;
    }

    private StandaloneNodeOptions NodeOptions(SourceRepository repository) => new()
    {
        StateFolder = folder.Sub("state"),
        Url = "http://127.0.0.1:0",
        FactoryId = "demo-factory",
        QuietLogs = true,
        Missions = catalog => catalog.Add<DemoFlakyHandler>(),
        Settings = new Dictionary<string, string?>
        {
            ["Factory:Repositories:AllowedLocalRoots:0"] = repository.Path,
            ["Factory:Shell:AllowedCommands:0"] = "git",
            ["Factory:Shell:AllowedCommands:1"] = "sleep",
            ["Bus:Kind"] = redisUrl is null ? nameof(BusKind.InMemory) : nameof(BusKind.RedisStreams),
            ["Bus:RedisUrl"] = redisUrl,
        },
    };

    private async Task<IReadOnlyList<DemoEnd>> TellAsync(DemoStories stories, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        Task<IReadOnlyList<DemoEnd>>[] all =
        [
            stories.CloneAndLookAsync(limit.Token),
            stories.FailTwiceAsync(limit.Token),
            stories.DieAndComeBackAsync(limit.Token),
            stories.CancelWhileRunningAsync(limit.Token),
            stories.RunManyAsync(small, limit.Token),
        ];
        var telling = Task.WhenAll(all);

        if (invocation.Live)
            await DrawUntilAsync(telling);
        await ((Task)telling).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        if (telling.IsCanceled && !cancellationToken.IsCancellationRequested)
            throw new CliException(ExitCodes.MissionFailed, "urn:corporation:problem:demo-hangs", Hanging());
        return [.. (await telling).SelectMany(ends => ends)];
    }

    private async Task DrawUntilAsync(Task telling)
    {
        await invocation.Screen.Live(_board.Draw()).StartAsync(async live =>
        {
            while (!telling.IsCompleted)
            {
                live.UpdateTarget(_board.Draw());
                await Task.WhenAny(telling, Task.Delay(RedrawInterval, invocation.Time));
            }

            live.UpdateTarget(_board.Draw());
        });
    }

    private string Hanging()
    {
        invocation.Note(_board.Unfinished());
        return string.Create(
            CultureInfo.InvariantCulture, $"The demo did not end within {timeout.TotalSeconds:0} s; what hangs is listed above. Give it longer with --timeout.");
    }

    private async Task<DemoSummary> SummarizeAsync(IMissionClient client, IReadOnlyList<DemoEnd> ends, TimeSpan took, CancellationToken cancellationToken)
    {
        // Counted by HQ itself, and held against what the stories saw: both must agree.
        var counts = (await client.CountAsync(cancellationToken)).States;
        var succeeded = (int)counts.GetValueOrDefault(MissionLifeState.Succeeded);
        var cancelled = (int)counts.GetValueOrDefault(MissionLifeState.Cancelled);
        var stored = (int)counts.Values.Sum();
        var unexpected = Math.Max(ends.Count(end => !end.IsAsExpected), Math.Max(Math.Abs(stored - ends.Count), stored - succeeded - cancelled));

        return new DemoSummary(ends.Count, succeeded, _board.DeadLetters, cancelled, unexpected, Math.Round(took.TotalSeconds, 2));
    }

    private async Task ReportAsync(
        IMissionClient client, Guid telling, IReadOnlyList<DemoEnd> ends, DemoSummary summary, Uri? hq, CancellationToken cancellationToken)
    {
        foreach (var end in ends.Where(end => !end.IsAsExpected))
            invocation.Note($"UNEXPECTED {end.JobId} ({_board.TitleOf(end.JobId) ?? "echo"}): {end.Seen}, but {end.Expected} was planned");
        if (invocation.Json)
            return;

        if (!invocation.Live)
            invocation.Screen.Write(_board.Draw());
        invocation.Screen.WriteLine();
        invocation.Screen.MarkupLine("[bold]The timeline of the mission that failed twice[/]");
        await ShowVerb.WriteTimelineAsync(invocation, client, telling, cancellationToken);
        WriteEnd(summary);
        WriteWhereNext(hq?.ToString().TrimEnd('/'), telling);
    }

    private void WriteEnd(DemoSummary summary)
    {
        invocation.Screen.WriteLine();
        invocation.Screen.MarkupLine(summary.Unexpected == 0 ? "[green]Every mission ended as it should.[/]" : $"[red]{summary.Unexpected} ended otherwise than they should.[/]");
        invocation.World.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{summary.Submitted} submitted, {summary.Succeeded} succeeded, {summary.DeadLettered} dead-lettered on the way, {summary.Cancelled} cancelled, in {summary.Seconds} s"));
    }

    private void WriteWhereNext(string? hq, Guid telling) => invocation.World.Out.WriteLine(hq is null
        ? """
            Where to look next:
              corp demo                                      the same, staying up to be looked at
              corp up                                        a node that stays
              src/Cli/Demonstrating/DemoFlakyHandler.cs      a whole mission handler
            """
        : $"""
            Where to look next:
              corp mission show {telling} --events --hq {hq}
              corp mission list --state cancelled --hq {hq}
              {hq}/scalar                   every route, to try out
              src/Cli/Demonstrating/DemoFlakyHandler.cs      a whole mission handler
            """);

    private void Say(string message)
    {
        if (invocation.Json)
            invocation.Note(message);
        else
            invocation.Screen.WriteLine(message);
    }
}
