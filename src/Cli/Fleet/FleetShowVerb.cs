using System.Globalization;
using Corporation.Cli.Invoking;
using Corporation.Cli.Reading;
using Corporation.Cli.Showing;
using Corporation.Contracts.Http;
using Spectre.Console;

namespace Corporation.Cli.Fleet;

/// <summary><c>corp fleet show</c>.</summary>
internal static class FleetShowVerb
{
    private const int EventsShown = 20;

    public static Verb Create(VerbRunner runner)
    {
        var id = Inputs.FactoryId();
        var verb = new Verb("show", "Show a factory: what it is, runs and can run, and what happened to it", "corp fleet show desk-1", "corp fleet show desk-1 --json | jq .kinds").With(id);
        return runner.Bind(verb, async (invocation, cancellationToken) =>
        {
            var factory = await invocation.Fleet.GetAsync(invocation.Get(id)!, cancellationToken); // A required argument.
            if (invocation.Json)
            {
                invocation.WriteJson(factory);
                return ExitCodes.Done;
            }

            invocation.Screen.Write(Sheet(factory, invocation.Now));
            WriteKinds(invocation, factory);
            WriteHistory(invocation, await invocation.Fleet.GetHistoryAsync(factory.FactoryId, EventsShown, cancellationToken));
            return ExitCodes.Done;
        });
    }

    private static Grid Sheet(FactoryView factory, DateTimeOffset now)
    {
        var sheet = Tables.Sheet();
        Tables.AddFact(sheet, "factory", factory.FactoryId);
        Tables.AddMarkupFact(sheet, "status", FactoryText.Markup(factory.RegistrationStatus));
        Add(sheet, "why", factory.StatusReason);
        Add(sheet, "told to", factory.Mode is Contracts.Fleet.FactoryMode.Active ? null : $"{factory.Mode.ToString().ToLowerInvariant()}{(factory.IsObeying ? "" : ", which it has not heard yet")}");
        Add(sheet, "drained", factory.DrainedAt is { } drained ? $"{RelativeTime.Phrase(drained, now)}: its process may end" : null);
        Tables.AddFact(sheet, "heard", RelativeTime.Phrase(factory.LastSeenAt, now));
        Tables.AddFact(sheet, "role", $"{factory.FactoryRole}, {factory.DeploymentProfile}");
        Add(sheet, "version", factory.Commit is null ? factory.Version : $"{factory.Version} ({factory.Commit})");
        if (factory.Host is { } host)
            Tables.AddFact(sheet, "host", string.Create(CultureInfo.InvariantCulture, $"{host.Name}, {host.Os}, {host.Architecture}, {host.Cores} cores, {host.MemoryBytes / (1L << 30)} GiB, pid {host.Pid}"));
        Add(sheet, "labels", factory.Labels.Count == 0 ? null : string.Join(", ", factory.Labels.Select(static label => label.Value.Length == 0 ? label.Key : $"{label.Key}={label.Value}")));
        Tables.AddFact(sheet, "slots", FactoryText.Slots(factory));
        Add(sheet, "clock", factory.ClockSkewSeconds is { } skew && Math.Abs(skew) >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{skew:0.0} s ahead of HQ's") : null);
        Add(sheet, "journal", factory.JournalBacklog > 0 ? string.Create(CultureInfo.InvariantCulture, $"{factory.JournalBacklog} reports wait for HQ") : null);
        foreach (var running in factory.Running)
        {
            var progress = running.Progress?.Percent is { } percent ? string.Create(CultureInfo.InvariantCulture, $", {percent:0} %") : "";
            Tables.AddFact(sheet, "runs", $"{running.JobId} {running.MissionKind} for {RelativeTime.Duration(TimeSpan.FromSeconds(running.ElapsedSeconds))}{progress}");
        }

        return sheet;
    }

    private static void Add(Grid sheet, string name, string? value)
    {
        if (value is not null)
            Tables.AddFact(sheet, name, value);
    }

    private static void WriteKinds(Invocation invocation, FactoryView factory)
    {
        if (factory.Kinds.Count == 0)
            return;
        var table = Tables.Create("KIND", "VERSION", "SLOTS", "SCHEMA");
        foreach (var kind in factory.Kinds)
            table.AddRow(Tables.Cell(kind.MissionKind), Tables.Cell(kind.Version ?? ""), new Text(string.Create(CultureInfo.InvariantCulture, $"{kind.Used}/{kind.Slots}")), new Text(kind.SchemaDigest));
        invocation.Screen.WriteLine();
        invocation.Screen.Write(table);
    }

    private static void WriteHistory(Invocation invocation, FactoryHistory history)
    {
        var table = Tables.Create("WHEN", "EVENT", "WHO", "WHY");
        foreach (var happened in history.Events)
            table.AddRow(new Text(RelativeTime.Age(happened.OccurredAt, invocation.Now)), Tables.Cell(happened.Event), Tables.Cell(happened.Actor), Tables.Cell(happened.Reason ?? ""));
        invocation.Screen.WriteLine();
        invocation.Screen.Write(table);
    }
}
