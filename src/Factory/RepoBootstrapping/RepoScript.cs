using System.ComponentModel;
using System.Globalization;
using Corporation.Factory.Handling;
using Corporation.Factory.Processes;
using Corporation.Factory.Workspaces;

namespace Corporation.Factory.RepoBootstrapping;

/// <summary>Runs the one script that a mission named, with the arguments it gave.</summary>
internal static class RepoScript
{
    private const int MaxTailLength = 8 * 1024;

    public static async Task<(string? Output, MissionFailure? Failure)> RunAsync(
        BootstrapRepo input, GitClient git, ProcessRunner runner, MissionContext context, CancellationToken cancellationToken)
    {
        if (input.Script is not { } script)
            return (null, null);

        string program;
        try
        {
            // Also refuses a symbolic link that the repository makes to somewhere else.
            program = context.Workspace.Resolve(script);
        }
        catch (WorkspaceEscapeException exception)
        {
            return (null, MissionOutcome.Reject(exception.Message));
        }

        if (!CommandSearch.IsProgram(program))
            return (null, MissionOutcome.Reject($"Script '{script}' is not an executable file of the repository at this ref."));

        context.Progress(80, $"Running {script}");
        try
        {
            var outcome = await runner.RunAsync(
                new()
                {
                    Program = program,
                    Arguments = input.ScriptArguments ?? [],
                    Folder = context.Workspace.FullPath,
                    Environment = git.Environment,
                    MaxTailLength = MaxTailLength,
                    OnLine = context.LogOutput,
                },
                cancellationToken);
            return outcome.ExitCode == 0
                ? (outcome.Stdout.ToString(), null)
                : (null, MissionOutcome.Fail(string.Create(
                    CultureInfo.InvariantCulture, $"Script '{script}' ended with exit code {outcome.ExitCode}: {outcome.Stderr.ToString().Trim()}")));
        }
        catch (Win32Exception exception)
        {
            return (null, MissionOutcome.Reject($"Script '{script}' can't be started: {exception.Message}"));
        }
    }
}
