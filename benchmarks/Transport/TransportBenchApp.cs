using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text.Json.Nodes;
using Corporation.LocalServers;
using Corporation.LocalServers.Programs;
using Corporation.TransportBench.Invoking;
using Corporation.TransportBench.Measuring;
using Corporation.TransportBench.Planning;
using Corporation.TransportBench.Summing;

namespace Corporation.TransportBench;

/// <summary>One call of <c>corp bench transport</c>, from its arguments to its exit code.</summary>
internal static class TransportBenchApp
{
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var commandLine = new BenchCommandLine();
        var command = commandLine.Create((plan, stopping) => MeasureAsync(plan, output, error, stopping));
        var parse = command.Parse(["bench", "transport", .. args]);
        var json = commandLine.IsForPrograms(parse);
        if (parse.Action is ParseErrorAction)
            return Report(string.Join(" ", parse.Errors.Select(problem => problem.Message).Distinct()), ProgramExitCodes.BadInput, error, json);

        try
        {
            var configuration = new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null, // ProgramTerminal handles the signals.
            };
            return await parse.InvokeAsync(configuration, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ProgramExitCodes.Interrupted;
        }
        catch (TransportStalledException exception)
        {
            return Report(exception.Message, ProgramExitCodes.PromiseBroken, error, json);
        }
        catch (LocalServerException exception)
        {
            return Report(exception.Message, ProgramExitCodes.ServerMissing, error, json);
        }
    }

    private static async Task<int> MeasureAsync(BenchPlan plan, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        // Tables never mix with the line for programs.
        var report = new BenchReport(notes: error, tables: plan.Json ? error : output);
        var results = await new BenchRun(plan, report, TimeProvider.System).RunAsync(cancellationToken);

        report.Write(plan, results);
        if (plan.Json)
            await output.WriteLineAsync(SummaryLine.Create(plan, results).ToJsonString());
        return results.IsSound ? ProgramExitCodes.Done : ProgramExitCodes.PromiseBroken;
    }

    private static int Report(string message, int exitCode, TextWriter error, bool json)
    {
        if (json)
            error.WriteLine(new JsonObject { ["type"] = Type(exitCode), ["title"] = message, ["exit_code"] = exitCode }.ToJsonString());
        else
            error.WriteLine($"error: {message}{(exitCode == ProgramExitCodes.BadInput ? "\nSee 'corp bench transport --help'." : "")}");
        return exitCode;
    }

    private static string Type(int exitCode) => "urn:corporation:problem:" + exitCode switch
    {
        ProgramExitCodes.BadInput => "invalid-input",
        ProgramExitCodes.ServerMissing => "server-cannot-start",
        _ => "transport-stalled",
    };
}
