using System.Globalization;
using Corporation.Cli.Invoking;
using Corporation.Cli.Reading;
using Corporation.Cli.Showing;
using Corporation.Cli.Terminals;
using Corporation.Contracts.Http;
using Spectre.Console;

namespace Corporation.Cli.Fleet;

/// <summary><c>corp why</c>: why a mission waits, or why it went where it went.</summary>
internal static class WhyVerb
{
    public static Verb Create(VerbRunner runner)
    {
        var id = Inputs.MissionId();
        var verb = new Verb(
            "why",
            "Explain why a mission waits, or why it went where it went",
            "corp why 0198c5a2-7d3e-7c41-b3a5-5d1f0c9e8a77",
            "corp why 0198c5a2-7d3e-7c41-b3a5-5d1f0c9e8a77 --json | jq '.factories[] | {factory_id, reason}'").With(id);
        return runner.Bind(verb, async (invocation, cancellationToken) =>
        {
            var placement = await invocation.Fleet.ExplainAsync(invocation.Get(id), cancellationToken);
            if (invocation.Json)
                invocation.WriteJson(placement);
            else
                Write(invocation.Screen, placement);
            return ExitCodes.Done;
        });
    }

    private static void Write(IAnsiConsole screen, PlacementView placement)
    {
        screen.MarkupLineInterpolated($"[bold]{ControlCharacters.Strip(placement.Summary)}[/]");
        var sheet = Tables.Sheet();
        if (placement.PlacedFactoryId is { } placed)
            Tables.AddFact(sheet, "at", $"{placed}: {placement.PlacedBecause}");
        if (placement.Routing is { } routing)
            Tables.AddFact(sheet, "asks", Asks(routing));
        foreach (var limit in placement.Limits)
        {
            var next = limit.FreeInSeconds is { } seconds ? string.Create(CultureInfo.InvariantCulture, $"; the next one in {seconds:0.#} s") : "";
            Tables.AddFact(sheet, limit.IsReached ? "held up by" : "limit", $"{limit.Name}: {limit.Rule}{next}");
        }

        if (sheet.Rows.Count > 0)
            screen.Write(sheet);
        if (placement.Factories.Count == 0)
            return;

        var table = Tables.Create("FACTORY", "STATUS", "FITS", "WHY NOT");
        foreach (var factory in placement.Factories)
        {
            table.AddRow(
                Tables.Cell(factory.FactoryId),
                new Markup(FactoryText.Markup(factory.Status)),
                new Text(factory.Fits ? "yes" : "no"),
                Tables.Cell(factory.Reason is null ? "" : $"{factory.Reason}: {factory.Detail}"));
        }

        screen.WriteLine();
        screen.Write(table);
    }

    private static string Asks(RoutingView routing)
    {
        var parts = new List<string>();
        if (routing.TargetFactoryId is { } target)
            parts.Add($"the factory {target}");
        parts.AddRange(routing.RequiredLabels);
        if (routing.PreferredLabels.Count > 0)
            parts.Add($"preferably {string.Join(", ", routing.PreferredLabels)}");
        if (routing.RetryElsewhere)
            parts.Add("retries elsewhere");
        return string.Join(", ", parts);
    }
}
