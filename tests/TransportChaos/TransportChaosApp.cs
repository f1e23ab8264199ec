using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text.Json.Nodes;
using Corporation.LocalServers;
using Corporation.LocalServers.Programs;
using Corporation.TransportChaos.Invoking;
using Corporation.TransportChaos.Judging;
using Corporation.TransportChaos.Running;

namespace Corporation.TransportChaos;

/// <summary>One call of <c>corp chaos transport</c>, from its arguments to its exit code.</summary>
internal static class TransportChaosApp
{
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var commandLine = new ChaosCommandLine();
        var command = commandLine.Create((plan, json, keeps, stopping) => StrikeAsync(plan, json, keeps, output, error, stopping));
        var parse = command.Parse(["chaos", "transport", .. args]);
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
    }

    private static async Task<int> StrikeAsync(
        ChaosPlan plan, bool json, bool keeps, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("corp-chaos-").FullName;
        var isSound = false;
        try
        {
            await error.WriteLineAsync($"{plan.Messages} messages, seed {plan.Seed}");
            var verdict = await new ChaosRun(plan, folder, error.WriteLine, TimeProvider.System).RunAsync(cancellationToken);
            isSound = verdict.IsSound;
            var report = json ? error : output;
            foreach (var line in VerdictText.Lines(verdict))
                await report.WriteLineAsync(line);
            if (json)
                await output.WriteLineAsync(VerdictText.Json(verdict));
        }
        finally
        {
            if (keeps || (!isSound && !cancellationToken.IsCancellationRequested))
                await error.WriteLineAsync($"Ledgers and logs: {folder}");
            else
                Directory.Delete(folder, recursive: true);
        }

        return isSound ? ProgramExitCodes.Done : ProgramExitCodes.PromiseBroken;
    }

    private static int Report(string message, int exitCode, TextWriter error, bool json)
    {
        if (json)
            error.WriteLine(new JsonObject { ["type"] = Type(exitCode), ["title"] = message, ["exit_code"] = exitCode }.ToJsonString());
        else
            error.WriteLine($"error: {message}{(exitCode == ProgramExitCodes.BadInput ? "\nSee 'corp chaos transport --help'." : "")}");
        return exitCode;
    }

    private static string Type(int exitCode) =>
        "urn:corporation:problem:" + (exitCode == ProgramExitCodes.BadInput ? "invalid-input" : "server-cannot-start");
}
