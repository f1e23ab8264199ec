using System.ComponentModel;
using System.Globalization;
using Corporation.Factory.Handling;
using Corporation.Factory.Processes;
using Corporation.Factory.Settings;
using Corporation.Factory.Workspaces;
using Microsoft.Extensions.Options;

namespace Corporation.Factory.ShellRunning;

/// <summary>
/// Runs one allow-listed program with an argument list. Safe to run twice: each attempt has a workspace of its own; a program that changes
/// things elsewhere, or that runs in another mission's workspace, must itself be repeatable, so such missions choose their retries.
/// </summary>
[MissionKind("shell_task", Description = "Runs an allow-listed program with an argument list in the mission's workspace.", TimeoutSeconds = 600, Concurrency = 4)]
internal sealed class ShellTaskHandler(IOptions<FactoryOptions> options, WorkspaceStore workspaces, ProcessRunner runner, TimeProvider time)
    : IMissionHandler<ShellTask, ShellResult>
{
    private readonly ShellOptions _options = options.Value.Shell;

    public async Task<MissionOutcome<ShellResult>> HandleAsync(ShellTask input, MissionContext context, CancellationToken cancellationToken)
    {
        if (ShellTaskRules.ErrorOf(input, _options) is { } refused)
            return MissionOutcome.Reject(refused);
        if (CommandSearch.Find(input.Command[0], _options.EffectiveSearchPath) is not { } program)
        {
            return MissionOutcome.Reject(
                $"Program '{input.Command[0]}' is allowed but not installed on this factory (searched {string.Join(", ", _options.EffectiveSearchPath)}).");
        }

        using var borrowed = input.WorkspaceOf is { } missionId ? workspaces.Borrow(missionId) : null;
        if (input.WorkspaceOf is not null && borrowed is null)
        {
            return MissionOutcome.Reject(
                $"The workspace of mission {input.WorkspaceOf} is not on this factory: it never succeeded here, used no workspace, or its retention is over.");
        }

        if (!TryChooseFolder(input, context, borrowed, out var folder, out var problem))
            return MissionOutcome.Reject(problem);
        return await RunAsync(input, program, folder, context, cancellationToken);
    }

    private static bool TryChooseFolder(ShellTask input, MissionContext context, BorrowedWorkspace? borrowed, out string folder, out string problem)
    {
        var wanted = input.Folder ?? "";
        (folder, problem) = ("", "");
        try
        {
            folder = borrowed?.Resolve(wanted) ?? context.Workspace.Resolve(wanted);
            if (borrowed is null)
                Directory.CreateDirectory(folder);
        }
        catch (Exception exception) when (exception is WorkspaceEscapeException or IOException)
        {
            problem = exception.Message;
            return false;
        }

        if (!Directory.Exists(folder))
            problem = $"Folder '{wanted}' is not in the workspace of mission {input.WorkspaceOf}.";
        return problem.Length == 0;
    }

    private async Task<MissionOutcome<ShellResult>> RunAsync(
        ShellTask input, string program, string folder, MissionContext context, CancellationToken cancellationToken)
    {
        var environment = ScrubbedEnvironment.Create(context.Workspace.Home, _options.EffectiveSearchPath, _options.PassEnvironment);
        foreach (var (name, value) in input.Environment ?? new Dictionary<string, string>())
            environment[name] = value;

        var started = time.GetTimestamp();
        ProcessOutcome outcome;
        try
        {
            outcome = await runner.RunAsync(
                new()
                {
                    Program = program,
                    Arguments = [.. input.Command.Skip(1)],
                    Folder = folder,
                    Environment = environment,
                    MaxTailLength = _options.MaxTailLength,
                    OnLine = context.LogOutput,
                },
                cancellationToken);
        }
        catch (Win32Exception exception)
        {
            return MissionOutcome.Fail($"Program '{input.Command[0]}' can't be started: {exception.Message}");
        }

        var seconds = Math.Round(time.GetElapsedTime(started).TotalSeconds, 3);
        context.ReportUsage("process", "seconds", (decimal)seconds);
        return OutcomeOf(input, outcome, seconds);
    }

    private static MissionOutcome<ShellResult> OutcomeOf(ShellTask input, ProcessOutcome outcome, double seconds)
    {
        var stderr = outcome.Stderr.ToString();
        if (outcome.ExitCode != 0 && input.AllowExitCodes?.Contains(outcome.ExitCode) is not true)
        {
            var tail = stderr.Trim() is { Length: > 0 } said ? said[Math.Max(0, said.Length - 1_000)..] : "(stderr is empty)";
            return MissionOutcome.Fail(string.Create(CultureInfo.InvariantCulture, $"'{input.Command[0]}' ended with exit code {outcome.ExitCode}: {tail}"));
        }

        return new ShellResult(
            outcome.ExitCode, outcome.Stdout.ToString(), stderr, outcome.Stdout.IsTruncated || outcome.Stderr.IsTruncated, seconds);
    }
}
