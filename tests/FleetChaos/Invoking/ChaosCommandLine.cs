using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;
using Corporation.FleetChaos.Running;

namespace Corporation.FleetChaos.Invoking;

/// <summary>The options of <c>corp chaos</c>.</summary>
internal sealed class ChaosCommandLine
{
    private const int UsualMissions = 2_000;
    private const int UsualMinutes = 4;
    private const int UsualLease = 30;

    private readonly Option<bool> _json = new("--json")
    {
        Description = "The verdict as one JSON object, the last line of stdout; everything else goes to stderr",
    };

    private readonly Option<bool> _keep = new("--keep")
    {
        Description = "Keep databases, logs and the ledger; they are kept anyway when a promise was broken",
    };

    private readonly Option<int?> _missions = Number("--missions", "N", $"How many missions to submit, default {UsualMissions}", 100, 1_000_000);
    private readonly Option<int?> _seed = Number("--seed", "S", "Faults as in the run that told this seed, default: another each time", 0, int.MaxValue);
    private readonly Option<int?> _minutes = Number("--minutes", "M", $"How long to go on with faults; longer if one of each kind takes longer. Default {UsualMinutes}", 1, 1_440);
    private readonly Option<int?> _lease = Number("--lease", "SECONDS", $"How long a claim holds without renewal; a short one makes a short run. Default {UsualLease}", 3, 300);

    /// <summary>What can be done with the command line: parse it, show help, run.</summary>
    public Command Create(Func<ChaosPlan, bool, bool, CancellationToken, Task<int>> run)
    {
        var chaos = new Command(
            "chaos",
            "Submit missions to two HQs and four factories while processes, database and bus are killed, frozen, emptied and cut off, then check from the "
                + "database that none was lost or recorded twice. Starts PostgreSQL and redis-server itself. About ten minutes on two cores. "
                + "'corp chaos transport' does the like to the transport alone.")
        {
            _missions, _seed, _minutes, _lease, _keep, _json,
        };
        chaos.SetAction((parse, cancellationToken) => run(Plan(parse), parse.GetValue(_json), parse.GetValue(_keep), cancellationToken));

        // The names that people typed stand in the usage line.
        return new Command("corp") { chaos, new HelpOption() };
    }

    /// <summary>True when the answer, or an error, is for a program.</summary>
    public bool IsForPrograms(ParseResult parse) => parse.GetResult(_json) is { Implicit: false };

    private ChaosPlan Plan(ParseResult parse) => new()
    {
        Missions = parse.GetValue(_missions) ?? UsualMissions,
        Seed = parse.GetValue(_seed) ?? Random.Shared.Next(),
        StrikingDuration = TimeSpan.FromMinutes(parse.GetValue(_minutes) ?? UsualMinutes),
        LeaseDuration = TimeSpan.FromSeconds(parse.GetValue(_lease) ?? UsualLease),
    };

    private static Option<int?> Number(string name, string helpName, string description, int min, int max) => new(name)
    {
        Description = $"{description} ({min} to {max})",
        HelpName = helpName,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
                return number;

            result.AddError($"{name} is '{text}', but must be a whole number from {min} to {max}.");
            return null;
        },
    };
}
