using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text.Json;
using System.Text.Json.Nodes;
using Corporation.Contracts.Json;
using Corporation.FleetBench.Beating;
using Corporation.FleetBench.History;
using Corporation.FleetBench.Invoking;
using Corporation.FleetBench.Measuring;
using Corporation.LocalServers;
using Corporation.LocalServers.Programs;

namespace Corporation.FleetBench;

/// <summary>One call of <c>corp bench fleet</c>, <c>history</c> or <c>heartbeat</c>, from its arguments to its exit code.</summary>
internal static class FleetBenchApp
{
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var commandLine = new FleetCommandLine();
        var command = commandLine.Create(
            (plan, stopping) => ReportAsync(plan.Json, notes => new FleetRun(plan, notes).RunAsync(stopping), output, error),
            (plan, stopping) => ReportAsync(plan.Json, notes => new HistoryRun(plan, TimeProvider.System, notes).RunAsync(stopping), output, error),
            (plan, stopping) => ReportAsync(plan.Json, notes => new HeartbeatRun(plan, notes).RunAsync(stopping), output, error));
        var parse = command.Parse(["bench", .. args]);
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
        catch (LocalServerException exception)
        {
            return Report(exception.Message, ProgramExitCodes.ServerMissing, error, json);
        }
        catch (InvalidOperationException exception)
        {
            // A mission that ended otherwise than it should: the figures would mean nothing.
            return Report(exception.Message, ProgramExitCodes.PromiseBroken, error, json);
        }
    }

    // What is for people never mixes with the line for programs.
    private static async Task<int> ReportAsync<TSummary>(bool json, Func<TextWriter, Task<TSummary>> measure, TextWriter output, TextWriter error)
    {
        var summary = await measure(json ? error : output);
        if (json)
            await output.WriteLineAsync(JsonSerializer.Serialize(summary, ContractsJson.Http));
        return ProgramExitCodes.Done;
    }

    private static int Report(string message, int exitCode, TextWriter error, bool json)
    {
        if (json)
            error.WriteLine(new JsonObject { ["type"] = Type(exitCode), ["title"] = message, ["exit_code"] = exitCode }.ToJsonString());
        else
            error.WriteLine($"error: {message}{(exitCode == ProgramExitCodes.BadInput ? "\nSee 'corp bench fleet --help', and so for history and heartbeat." : "")}");
        return exitCode;
    }

    private static string Type(int exitCode) => "urn:corporation:problem:" + exitCode switch
    {
        ProgramExitCodes.BadInput => "invalid-input",
        ProgramExitCodes.ServerMissing => "server-cannot-start",
        _ => "mission-went-wrong",
    };
}
