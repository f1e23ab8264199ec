using System.CommandLine;
using Corporation.Cli.Invoking;
using Corporation.Cli.Reading;
using Corporation.Cli.Scratching;

namespace Corporation.Cli.Demonstrating;

/// <summary><c>corp demo</c>.</summary>
internal static class DemoVerb
{
    private const int DefaultMissions = 200;
    private const string InMemory = "in-memory";
    private const string RedisStreams = "redis-streams";
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(3);

    public static Verb Create(VerbRunner runner)
    {
        var exit = new Option<bool>("--exit") { Description = "End when all missions have ended, instead of staying up" };
        var missions = Inputs.Number("--missions", $"How many small missions, default {DefaultMissions}", 1, 100_000);
        var timeout = Inputs.Duration("--timeout", "How long all of it may take before it is reported as hanging, default 3m");
        var bus = new Option<string>("--bus") { Description = "The bus within the node, or a redis-server that the demo starts", DefaultValueFactory = _ => InMemory };
        bus.AcceptOnlyFromAmong(InMemory, RedisStreams);
        var keep = new Option<bool>("--keep") { Description = "Keep the temporary state folder" };
        var verb = new Verb(
            "demo",
            "Show everything at work in a temporary node; exit 1 unless each mission ends as it should",
            "corp demo",
            "corp demo --exit --json",
            "corp demo --missions 2000 --exit",
            "corp demo --bus redis-streams --exit").With(exit, missions, bus, timeout, keep);

        return runner.Bind(verb, async (invocation, cancellationToken) =>
        {
            await using var folder = new ScratchFolder("corp-demo", invocation.Get(keep), invocation);
            await using var redis = invocation.Get(bus) == RedisStreams
                ? await DemoBus.StartAsync(folder.Sub("redis"), invocation.Time, cancellationToken)
                : null;
            var run = new DemoRun(invocation, folder, redis?.Url, invocation.Get(missions) ?? DefaultMissions, invocation.Get(timeout) ?? DefaultTimeout);
            return await run.RunAsync(stay: !invocation.Get(exit), cancellationToken);
        });
    }
}
