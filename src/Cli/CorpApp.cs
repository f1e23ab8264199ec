using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Corporation.Cli.Benchmarking;
using Corporation.Cli.Completing;
using Corporation.Cli.Databases;
using Corporation.Cli.DeadLetters;
using Corporation.Cli.Delegating;
using Corporation.Cli.Demonstrating;
using Corporation.Cli.Examining;
using Corporation.Cli.Fleet;
using Corporation.Cli.Invoking;
using Corporation.Cli.Listing;
using Corporation.Cli.NodeHosting;
using Corporation.Cli.Striking;

namespace Corporation.Cli;

/// <summary>The table of contents of <c>corp</c>: every verb, and how a run ends.</summary>
internal static class CorpApp
{
    public static IReadOnlyList<string> Examples { get; } =
    [
        "corp demo                                    see everything at work, in a temporary node",
        "corp up                                      start a node that stays",
        "corp kinds                                   what it can run",
        "corp mission submit echo --input '{\"text\":\"hi\"}' --wait",
        "corp mission list --state running",
        "corp completion bash                         print a completion script",
    ];

    public static async Task<int> RunAsync(string[] args, CliWorld world, CancellationToken cancellationToken)
    {
        var options = new GlobalOptions();
        var parse = CreateRoot(new VerbRunner(world, options), options).Parse(args.Length == 0 ? ["--help"] : args);
        var json = Verb.IsGiven(parse.GetResult(options.Json));

        if (parse.Action is ParseErrorAction)
            return Report(CliProblem.FromParseErrors(parse.Errors.Select(error => error.Message)), world, json);

        try
        {
            var configuration = new InvocationConfiguration
            {
                Output = world.Out,
                Error = world.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null, // SystemTerminal handles the signals.
            };
            return await parse.InvokeAsync(configuration, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
        catch (Exception exception) when (CliProblem.From(exception) is { } problem)
        {
            return Report(problem, world, json);
        }
    }

    private static RootCommand CreateRoot(VerbRunner runner, GlobalOptions options)
    {
        var root = new RootCommand("corp delegates missions to a fleet of factories, through HQ.")
        {
            MissionVerbs.Create(runner),
            DlqVerbs.Create(runner),
            KindsVerb.Create(runner),
            FleetVerbs.Create(runner),
            WhyVerb.Create(runner),
            TopVerb.Create(runner),
            UpVerb.Create(runner),
            DbVerbs.Create(runner),
            DemoVerb.Create(runner),
            BenchVerb.Create(runner),
            ChaosVerb.Create(runner),
            DoctorVerb.Create(runner),
            TestVerb.Create(runner),
            CompletionVerb.Create(runner),
        };
        options.AddTo(root);

        foreach (var option in root.Options.OfType<HelpOption>())
            option.Action = new ExampleHelp((HelpAction)option.Action!); // Set by HelpOption's constructor.

        return root;
    }

    private static int Report(CliProblem problem, CliWorld world, bool json)
    {
        problem.Write(world.Error, json);
        if (!json && problem is { ExitCode: ExitCodes.BadInput, Status: null })
            world.Error.WriteLine("See 'corp --help', or --help after any verb.");
        return problem.ExitCode;
    }
}
