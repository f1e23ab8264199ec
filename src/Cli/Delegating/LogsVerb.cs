using System.CommandLine;
using System.Globalization;
using Corporation.Cli.Invoking;
using Corporation.Cli.Reading;
using Corporation.Contracts.Http;
using Spectre.Console;

namespace Corporation.Cli.Delegating;

/// <summary><c>corp mission logs</c>.</summary>
internal static class LogsVerb
{
    private const int DefaultTail = 200;
    private const int MaxTail = 1_000;

    public static Verb Create(VerbRunner runner)
    {
        var id = Inputs.MissionId();
        var tail = Inputs.Number("--tail", $"How many of the last stored lines, default {DefaultTail}", 0, MaxTail);
        var follow = new Option<bool>("--follow", "-f") { Description = "Stay, and show new lines until the mission ends" };
        var verb = new Verb(
            "logs",
            "Show what a mission's handler wrote",
            "corp mission logs 0198c5a2-7d3e-7c41-b3a5-5d1f0c9e8a77 --tail 20",
            "corp mission logs 0198c5a2-7d3e-7c41-b3a5-5d1f0c9e8a77 --follow").With(id, tail, follow);

        return runner.Bind(verb, async (invocation, cancellationToken) =>
        {
            var jobId = invocation.Get(id);
            var log = await invocation.Client.GetLogAsync(jobId, Math.Max(1, invocation.Get(tail) ?? DefaultTail), cancellationToken);
            var shown = invocation.Get(tail) == 0 ? [] : log.Lines;

            if (log.Dropped > 0)
                invocation.Note(string.Create(CultureInfo.InvariantCulture, $"({log.Dropped} earlier lines are no longer stored)"));
            foreach (var line in shown)
                Write(invocation, line);

            if (invocation.Get(follow))
            {
                await foreach (var line in invocation.Client.FollowLogAsync(jobId, after: log.Lines is [.., var last] ? last.Position : 0, cancellationToken))
                    Write(invocation, line);
            }

            return ExitCodes.Done;
        });
    }

    private static void Write(Invocation invocation, LogLineView line)
    {
        if (invocation.Json)
        {
            invocation.WriteJson(line);
            return;
        }

        // Straight to the writer where nothing is coloured: log lines are never wrapped, so that they can be copied and grepped.
        var head = string.Create(CultureInfo.InvariantCulture, $"{line.LoggedAt.UtcDateTime:HH:mm:ss.fff} {line.Attempt} {line.Level,-7} ");
        if (invocation.World.OutIsTerminal && invocation.Colors)
            invocation.Screen.Markup($"[{Color(line.Level)}]{Markup.Escape(head)}[/]");
        else
            invocation.World.Out.Write(head);
        invocation.World.Out.WriteLine(Terminals.ControlCharacters.Strip(line.Text));
    }

    private static string Color(string level) => level switch
    {
        "error" => "red",
        "warning" => "yellow",
        "stderr" => "olive",
        _ => "grey",
    };
}
