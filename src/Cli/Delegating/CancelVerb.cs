using System.CommandLine;
using Corporation.Cli.Invoking;
using Corporation.Cli.Reading;
using Corporation.Cli.Showing;
using Spectre.Console;

namespace Corporation.Cli.Delegating;

/// <summary><c>corp mission cancel</c>.</summary>
internal static class CancelVerb
{
    public static Option<string?> Reason() => new("--reason") { Description = "Why, for the timeline", HelpName = "TEXT" };

    public static Verb Create(VerbRunner runner)
    {
        var ids = Inputs.MissionIds(ArgumentArity.OneOrMore);
        var reason = Reason();
        var verb = new Verb(
            "cancel",
            "Cancel missions: at once while they wait, by asking the handler while they run",
            "corp mission cancel 0198c5a2-7d3e-7c41-b3a5-5d1f0c9e8a77 --reason 'wrong branch'").With(ids, reason);

        return runner.Bind(verb, async (invocation, cancellationToken) =>
        {
            foreach (var id in invocation.Get(ids)!) // A required argument.
            {
                var mission = await invocation.Client.CancelAsync(id, invocation.Get(reason), cancellationToken);
                if (invocation.Json)
                    invocation.WriteJson(mission);
                else
                    invocation.Screen.MarkupLine($"{id} is {StateText.Markup(mission.State)}"
                        + (mission.CancelRequestedAt is not null && mission.FinishedAt is null ? "; its handler was asked to end" : ""));
            }

            return ExitCodes.Done;
        });
    }
}
