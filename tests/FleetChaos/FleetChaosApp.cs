using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text.Json.Nodes;
using Corporation.Client;
using Corporation.FleetChaos.Invoking;
using Corporation.FleetChaos.Judging;
using Corporation.FleetChaos.Running;
using Corporation.LocalServers;
using Corporation.LocalServers.Programs;

namespace Corporation.FleetChaos;

/// <summary>One call of <c>corp chaos</c>, from its arguments to its exit code.</summary>
internal static class FleetChaosApp
{
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var commandLine = new ChaosCommandLine();
        var command = commandLine.Create((plan, json, keeps, stopping) => StrikeAsync(plan, json, keeps, output, error, stopping));
        var parse = command.Parse(["chaos", .. args]);
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
        catch (HqProblemException exception)
        {
            return Report($"HQs refuse what they must take: {exception.Message}", ProgramExitCodes.PromiseBroken, error, json);
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
        var isKept = true;
        try
        {
            await error.WriteLineAsync($"{plan.Missions} missions, seed {plan.Seed}, lease {plan.LeaseDuration.TotalSeconds} s");
            var verdict = await new ChaosRun(plan, folder, keeps, error.WriteLine, TimeProvider.System).RunAsync(cancellationToken);
            isKept = keeps || !verdict.IsSound;
            var report = json ? error : output;
            foreach (var line in VerdictText.Lines(verdict))
                await report.WriteLineAsync(line);
            if (json)
                await output.WriteLineAsync(VerdictText.Json(verdict));
            return verdict.IsSound ? ProgramExitCodes.Done : ProgramExitCodes.PromiseBroken;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            isKept = keeps;
            throw;
        }
        finally
        {
            if (isKept)
                await error.WriteLineAsync($"Database, journals, logs and ledger: {folder}");
            else
                Directory.Delete(folder, recursive: true);
        }
    }

    private static int Report(string message, int exitCode, TextWriter error, bool json)
    {
        if (json)
            error.WriteLine(new JsonObject { ["type"] = Type(exitCode), ["title"] = message, ["exit_code"] = exitCode }.ToJsonString());
        else
            error.WriteLine($"error: {message}{(exitCode == ProgramExitCodes.BadInput ? "\nSee 'corp chaos --help'." : "")}");
        return exitCode;
    }

    private static string Type(int exitCode) =>
        "urn:corporation:problem:" + exitCode switch
        {
            ProgramExitCodes.BadInput => "invalid-input",
            ProgramExitCodes.PromiseBroken => "promise-broken",
            _ => "server-cannot-start",
        };
}
