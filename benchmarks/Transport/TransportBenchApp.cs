using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text.Json.Nodes;
using Corporation.LocalServers;
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
            return Report(string.Join(" ", parse.Errors.Select(problem => problem.Message).Distinct()), ExitCodes.BadInput, error, json);

        try
        {
            var configuration = new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null, // BenchTerminal handles the signals.
            };
            return await parse.InvokeAsync(configuration, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
        catch (TransportStalledException exception)
        {
            return Report(exception.Message, ExitCodes.MessagesLost, error, json);
        }
        catch (LocalServerException exception)
        {
            return Report(exception.Message, ExitCodes.ServerMissing, error, json);
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
        return results.IsSound ? ExitCodes.Done : ExitCodes.MessagesLost;
    }

    private static int Report(string message, int exitCode, TextWriter error, bool json)
    {
        if (json)
            error.WriteLine(new JsonObject { ["type"] = Type(exitCode), ["title"] = message, ["exit_code"] = exitCode }.ToJsonString());
        else
            error.WriteLine($"error: {message}{(exitCode == ExitCodes.BadInput ? "\nSee 'corp bench transport --help'." : "")}");
        return exitCode;
    }

    private static string Type(int exitCode) => "urn:corporation:problem:" + exitCode switch
    {
        ExitCodes.BadInput => "invalid-input",
        ExitCodes.ServerMissing => "server-cannot-start",
        _ => "transport-stalled",
    };
}
