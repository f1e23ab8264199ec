using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Corporation.Cli.Invoking;
using Corporation.Cli.Showing;
using Corporation.Contracts.Http;
using Corporation.Contracts.Json;
using Spectre.Console;

namespace Corporation.Cli.Listing;

/// <summary><c>corp kinds</c>.</summary>
internal static class KindsVerb
{
    private static readonly JsonSerializerOptions Indented = new(ContractsJson.Http) { WriteIndented = true };

    public static Verb Create(VerbRunner runner)
    {
        var name = new Argument<string?>("KIND") { Description = "Show this one with its schemas", Arity = ArgumentArity.ZeroOrOne };
        var verb = new Verb("kinds", "List the mission kinds that the fleet can run", "corp kinds", "corp kinds shell_task", "corp kinds --json | jq -r .mission_kind").With(name);

        return runner.Bind(verb, async (invocation, cancellationToken) =>
        {
            var all = (await invocation.Client.ListKindsAsync(cancellationToken)).Kinds;
            var chosen = invocation.Get(name) is { } wanted ? [Find(all, wanted)] : all;

            foreach (var kind in invocation.Json ? chosen : [])
                invocation.WriteJson(kind);
            if (!invocation.Json && invocation.Get(name) is null)
                invocation.Screen.Write(Table(chosen));
            else if (!invocation.Json)
                WriteSheet(invocation, chosen[0]);
            return ExitCodes.Done;
        });
    }

    private static KindView Find(IReadOnlyList<KindView> kinds, string wanted) =>
        kinds.FirstOrDefault(kind => kind.MissionKind == wanted || kind.Aliases.Contains(wanted))
        ?? throw CliException.BadInput($"No factory has announced the kind '{wanted}'. Known: {string.Join(", ", kinds.Select(kind => kind.MissionKind))}.");

    private static Table Table(IReadOnlyList<KindView> kinds)
    {
        var table = Tables.Create("KIND", "SLOTS", "TIMEOUT", "RETRIES", "WHAT IT DOES");
        table.Columns[1].RightAligned();
        table.Columns[3].RightAligned();
        foreach (var kind in kinds)
        {
            table.AddRow(
                Tables.Cell(kind.MissionKind),
                Tables.Cell(Number(kind.Slots)),
                Tables.Cell(RelativeTime.Duration(TimeSpan.FromSeconds(kind.TimeoutSeconds))),
                Tables.Cell(Number(kind.MaxRetries)),
                Tables.Cell(kind.Description));
        }

        return table;
    }

    private static void WriteSheet(Invocation invocation, KindView kind)
    {
        var sheet = Tables.Sheet();
        Tables.AddFact(sheet, "kind", kind.MissionKind);
        if (kind.Aliases.Count > 0)
            Tables.AddFact(sheet, "also", string.Join(", ", kind.Aliases));
        Tables.AddFact(sheet, "does", kind.Description);
        Tables.AddFact(sheet, "runs on", kind.Factories.Count == 0 ? "no factory now" : $"{string.Join(", ", kind.Factories)} ({Number(kind.Slots)} slots)");
        Tables.AddFact(sheet, "timeout", RelativeTime.Duration(TimeSpan.FromSeconds(kind.TimeoutSeconds)));
        Tables.AddFact(sheet, "retries", $"{Number(kind.MaxRetries)}, the first after {RelativeTime.Duration(TimeSpan.FromSeconds(kind.RetryDelaySeconds))}");
        invocation.Screen.Write(sheet);
        invocation.World.Out.WriteLine("input schema:");
        invocation.World.Out.WriteLine(JsonSerializer.Serialize(kind.InputSchema, Indented));
        invocation.World.Out.WriteLine("result schema:");
        invocation.World.Out.WriteLine(JsonSerializer.Serialize(kind.ResultSchema, Indented));
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
