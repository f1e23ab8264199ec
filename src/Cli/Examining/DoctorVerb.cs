using System.CommandLine;
using System.Globalization;
using Corporation.Cli.Invoking;
using Corporation.Cli.Reading;
using Corporation.Cli.Showing;
using Corporation.Contracts.Http;
using Corporation.Hq.Auditing;
using Spectre.Console;

namespace Corporation.Cli.Examining;

/// <summary><c>corp doctor</c>.</summary>
internal static class DoctorVerb
{
    private const int MostNamed = 20;

    private static readonly TimeSpan DefaultGrace = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MaxGrace = TimeSpan.FromDays(1);

    public static Verb Create(VerbRunner runner)
    {
        var invariants = new Option<bool>("--invariants")
        {
            Description = "Check every mission and its events: none lost or stuck, no result recorded twice, no two claims at once",
        };
        var grace = Inputs.Duration("--grace", "How long something may be overdue. Default 1m, at most 24h");
        var verb = new Verb("doctor", "Ask HQ whether it keeps its promises", "corp doctor --invariants", "corp doctor --invariants --json | jq .holds")
            .With(invariants, grace);

        return runner.Bind(verb, async (invocation, cancellationToken) =>
        {
            var patience = invocation.Get(grace) ?? DefaultGrace;
            if (!invocation.Get(invariants))
                throw CliException.BadInput("Say what to examine: --invariants.");
            if (patience > MaxGrace || patience < TimeSpan.Zero)
                throw CliException.BadInput($"--grace is {patience}, but must be 0s to 24h.");

            var found = await CheckAsync(invocation, patience, cancellationToken);
            if (invocation.Json)
                invocation.WriteJson(new { found.Missions, found.Events, Holds = found.Violations.Count == 0, found.Violations });
            else
                Show(invocation, found);
            return found.Violations.Count == 0 ? ExitCodes.Done : ExitCodes.MissionFailed;
        });
    }

    private static async Task<InvariantPage> CheckAsync(Invocation invocation, TimeSpan grace, CancellationToken cancellationToken)
    {
        var sum = new InvariantSum(MostNamed);
        Guid? after = null;
        do
        {
            var page = await invocation.Client.CheckInvariantsAsync(after, grace, cancellationToken);
            sum.Add(page);
            after = page.NextAfter;
        }
        while (after is not null);

        return sum.ToPage(null);
    }

    private static void Show(Invocation invocation, InvariantPage found)
    {
        var violated = found.Violations.ToDictionary(violation => violation.Invariant);
        var table = Tables.Create("PROMISE", "BROKEN", "WHAT IT SAYS");
        table.Columns[1].RightAligned();
        foreach (var name in InvariantNames.All)
        {
            table.AddRow(
                Tables.Cell(name),
                Tables.Cell(violated.GetValueOrDefault(name)?.Count.ToString("N0", CultureInfo.InvariantCulture) ?? "-"),
                Tables.Cell(Meaning(name)));
        }

        invocation.Screen.Write(table);
        foreach (var violation in found.Violations)
        {
            invocation.World.Out.WriteLine($"{violation.Invariant}, {violation.Breaches.Count} of {violation.Count}:");
            foreach (var breach in violation.Breaches)
                invocation.World.Out.WriteLine($"  {breach.JobId}  {breach.Detail}");
        }

        var result = violated.Count switch { 0 => "all promises hold", 1 => "1 promise is broken", var many => $"{many} promises are broken" };
        invocation.World.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{found.Missions:N0} missions with {found.Events:N0} events: {result}"));
    }

    private static string Meaning(string invariant) => invariant switch
    {
        InvariantNames.Lost => "row, events, payload and result are all there",
        InvariantNames.Stuck => "what has not ended has a due time that is heeded",
        InvariantNames.DoubleRecorded => "one end in each round, one result",
        InvariantNames.StaleRecorded => "only who holds the claim ends an attempt",
        InvariantNames.OverlappingClaims => "one claim at a time, none after the end",
        InvariantNames.TimelineGap => "events are numbered without a gap",
        InvariantNames.RowDisagrees => "the row says what the last event says",
        _ => "attempts, retries and rounds are counted right",
    };
}
