using System.CommandLine;
using System.Globalization;
using Corporation.Cli.Invoking;
using Corporation.Cli.Reading;

namespace Corporation.Cli.Benchmarking;

/// <summary><c>corp bench</c>.</summary>
internal static class BenchVerb
{
    public static Verb Create(VerbRunner runner) =>
        new Verb("bench", "Measure this machine", "corp bench missions --json", "./corp bench fleet --json", "./corp bench transport --json").With(
            CreateMissions(runner),
            Launched(runner, "Fleet", new Verb(
                "fleet",
                "Measure a whole fleet on PostgreSQL and Redis, two HQs and two factories (by the launcher ./corp)",
                "./corp bench fleet --json",
                "./corp bench fleet --seconds 10 --crash 0")),
            Launched(runner, "Fleet", new Verb(
                "history",
                "Measure lists, searches and details over a million missions (by the launcher ./corp)",
                "./corp bench history --json",
                "./corp bench history --missions 100000")),
            Launched(runner, "Fleet", new Verb(
                "heartbeat",
                "Measure what many factories with many running missions cost HQ (by the launcher ./corp)",
                "./corp bench heartbeat --factories 500 --json")),
            Launched(runner, "Transport", new Verb(
                "transport",
                "Measure the Redis Streams transport beside in-memory, RabbitMQ and bare Redis (by the launcher ./corp)",
                "./corp bench transport --json",
                "./corp bench transport --quick",
                "./corp bench transport --only redis-streams,rabbitmq,throughput --durable")));

    // They need server clients and start servers, which has no place in the CLI.
    private static Verb Launched(VerbRunner runner, string project, Verb verb)
    {
        verb.TreatUnmatchedTokensAsErrors = false;
        return runner.Bind(verb, (_, _) => throw CliException.BadInput(
            $"The launcher ./corp runs this benchmark, a program of its own: give it as './corp bench {verb.Name}' with the options last. "
            + $"Without bash: dotnet run -c Release --project benchmarks/{project} -- --help"));
    }

    private static Verb CreateMissions(VerbRunner runner)
    {
        var inFlight = Inputs.Number("--in-flight", "Missions in flight at a time, default 64", 1, 10_000);
        var seconds = Inputs.Number("--seconds", "How long to measure throughput, default 20", 1, 3_600);
        var warmUp = Inputs.Number("--warm-up", "Seconds of load before measuring, default 10", 0, 600);
        var idle = Inputs.Number("--idle", "Missions for the idle latency, default 500", 10, 100_000);
        var stored = Inputs.Number("--stored", "How many missions to store before measuring lists, default 100000", 0, 10_000_000);
        var readBack = new Option<string>("--read-back") { Description = "How ends are read back: the event stream, or one waiting GET per mission", DefaultValueFactory = _ => "events" };
        readBack.AcceptOnlyFromAmong("events", "wait");
        var keep = new Option<bool>("--keep") { Description = "Keep the temporary state folder" };
        var verb = new Verb(
            "missions",
            "Measure throughput, latency and lists on a temporary standalone node with durable state",
            "corp bench missions",
            "corp bench missions --json --in-flight 128 --seconds 60",
            "corp bench missions --stored 0").With(inFlight, seconds, warmUp, idle, stored, readBack, keep);

        return runner.Bind(verb, (invocation, cancellationToken) =>
        {
            var plan = new BenchPlan
            {
                InFlight = invocation.Get(inFlight) ?? 64,
                MeasureTime = TimeSpan.FromSeconds(invocation.Get(seconds) ?? 20),
                WarmUpTime = TimeSpan.FromSeconds(invocation.Get(warmUp) ?? 10),
                IdleMissions = invocation.Get(idle) ?? 500,
                StoredMissions = invocation.Get(stored) ?? 100_000,
                ReadBackByEvents = invocation.Get(readBack) == "events",
                KeepsState = invocation.Get(keep),
            };
            return new BenchRun(invocation, plan).RunAsync(cancellationToken);
        });
    }

    /// <summary>A number with its unit for people.</summary>
    public static string Ms(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:0.00} ms");
}
