using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;
using Corporation.FleetBench.Planning;

namespace Corporation.FleetBench.Invoking;

/// <summary>The options of <c>corp bench fleet</c>, <c>history</c> and <c>heartbeat</c>, and the plans that they make.</summary>
internal sealed class FleetCommandLine
{
    private readonly Option<bool> _json = new("--json") { Description = "The results as one JSON object, the last line of stdout; all else goes to stderr" };
    private readonly Option<int> _inFlight = Number("--in-flight", "Missions under way at a time", 64, 2, 10_000);
    private readonly Option<int> _seconds = Number("--seconds", "How long throughput is measured", 60, 1, 3_600);
    private readonly Option<int> _warmUp = Number(
        "--warm-up", "Seconds of load before that; for two minutes the JIT still compiles and takes the processors from the missions", 120, 0, 600);
    private readonly Option<int> _idle = Number("--idle", "Missions that each meet an idle fleet", 500, 10, 100_000);
    private readonly Option<int> _crash = Number("--crash", "Missions that a killed factory holds; 0 leaves that part out", 4, 0, 4);
    private readonly Option<int> _missions = Number("--missions", "Ended missions to begin with, ten events each", 1_000_000, 1_000, 10_000_000);
    private readonly Option<int> _rate = Number("--rate", "Missions a second that go through meanwhile", 100, 0, 10_000);
    private readonly Option<int> _requests = Number("--requests", "Requests of each sort", 100, 10, 100_000);

    private readonly Option<int> _factories = Number("--factories", "Simulated factories", 500, 1, 10_000);
    private readonly Option<int> _perFactory = Number("--per-factory", "Missions that each of them runs", 8, 1, 1_000);
    private readonly Option<int> _measure = Number("--seconds", "How long it is measured", 120, 1, 3_600);
    private readonly Option<int> _killed = Number("--kill", "How many of them are killed at the end; at most as many as there are", 50, 0, 10_000);

    /// <summary>What can be done with the command line: parse it, show help, run.</summary>
    public Command Create(
        Func<FleetPlan, CancellationToken, Task<int>> runFleet,
        Func<HistoryPlan, CancellationToken, Task<int>> runHistory,
        Func<HeartbeatPlan, CancellationToken, Task<int>> runHeartbeat)
    {
        var fleet = new Command(
            "fleet",
            "Measure a whole fleet on this machine: PostgreSQL, Redis, two HQs and two factories as processes of their own. "
                + "Starts all of them itself; takes about six minutes.")
        {
            _json, _inFlight, _seconds, _warmUp, _idle, _crash,
        };
        fleet.SetAction((parse, cancellationToken) => runFleet(FleetPlanOf(parse), cancellationToken));
        var history = new Command(
            "history",
            "Measure lists, filters, searches and single missions of such a fleet with a long history, while missions go through. "
                + "Fills PostgreSQL first, some gigabytes of it; takes about fifteen minutes.")
        {
            _json, _missions, _rate, _requests,
        };
        history.SetAction((parse, cancellationToken) => runHistory(HistoryPlanOf(parse), cancellationToken));
        var heartbeat = new Command(
            "heartbeat",
            "Measure what many factories with many running missions cost HQ, and how soon it sees that some are gone. The factories are simulated; HQ, PostgreSQL and "
                + "Redis are real. Takes about six minutes.")
        {
            _json, _factories, _perFactory, _measure, _killed,
        };
        heartbeat.SetAction((parse, cancellationToken) => runHeartbeat(HeartbeatPlanOf(parse), cancellationToken));

        // The names that people typed stand in the usage line.
        return new Command("corp") { new Command("bench") { fleet, history, heartbeat }, new HelpOption() };
    }

    /// <summary>True when the answer, or an error, is for a program.</summary>
    public bool IsForPrograms(ParseResult parse) => parse.GetResult(_json) is { Implicit: false };

    private FleetPlan FleetPlanOf(ParseResult parse) => new()
    {
        Json = parse.GetValue(_json),
        InFlight = parse.GetValue(_inFlight),
        WarmUpTime = TimeSpan.FromSeconds(parse.GetValue(_warmUp)),
        MeasureTime = TimeSpan.FromSeconds(parse.GetValue(_seconds)),
        IdleMissions = parse.GetValue(_idle),
        CrashMissions = parse.GetValue(_crash),
    };

    private HistoryPlan HistoryPlanOf(ParseResult parse) => new()
    {
        Json = parse.GetValue(_json),
        Missions = parse.GetValue(_missions),
        Rate = parse.GetValue(_rate),
        Requests = parse.GetValue(_requests),
    };

    private HeartbeatPlan HeartbeatPlanOf(ParseResult parse) => new()
    {
        Json = parse.GetValue(_json),
        Factories = parse.GetValue(_factories),
        PerFactory = parse.GetValue(_perFactory),
        MeasureTime = TimeSpan.FromSeconds(parse.GetValue(_measure)),
        Killed = Math.Min(parse.GetValue(_killed), parse.GetValue(_factories)),
    };

    private static Option<int> Number(string name, string description, int usual, int min, int max) => new(name)
    {
        Description = string.Create(CultureInfo.InvariantCulture, $"{description}, default {usual} ({min} to {max})"),
        HelpName = "N",
        DefaultValueFactory = _ => usual,
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 0 ? "" : result.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
                return number;

            result.AddError($"{name} is '{text}', but must be a whole number from {min} to {max}.");
            return usual;
        },
    };
}
