using System.Diagnostics;
using Corporation.Cli.Invoking;

namespace Corporation.Cli.Demonstrating;

/// <summary>The git repository that the demo clones: this very one, or a small new one where this is no work tree.</summary>
internal sealed record SourceRepository(string Path, bool IsThisOne)
{
    public static async Task<SourceRepository> FindAsync(CliWorld world, string scratchFolder, CancellationToken cancellationToken)
    {
        string?[] starts = [world.Variable("CORP_HOME"), AppContext.BaseDirectory, Environment.CurrentDirectory];
        foreach (var start in starts)
        {
            if (start is { Length: > 0 } && WorkTreeAbove(start) is { } found && await HasCommitAsync(found, cancellationToken))
                return new SourceRepository(found, IsThisOne: true);
        }

        return new SourceRepository(await MakeAsync(System.IO.Path.Combine(scratchFolder, "sample-repository"), cancellationToken), IsThisOne: false);
    }

    private static string? WorkTreeAbove(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            // A file in linked work trees and submodules, a folder elsewhere.
            if (System.IO.Path.Exists(System.IO.Path.Combine(folder.FullName, ".git")) && File.Exists(System.IO.Path.Combine(folder.FullName, "Corporation.sln")))
                return folder.FullName;
        }

        return null;
    }

    private static async Task<bool> HasCommitAsync(string path, CancellationToken cancellationToken) =>
        await GitAsync(path, ["rev-parse", "--verify", "--quiet", "HEAD"], cancellationToken) == 0;

    private static async Task<string> MakeAsync(string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(path);
        await File.WriteAllTextAsync(System.IO.Path.Combine(path, "README.md"), "# A small repository for corp demo\n", cancellationToken);
        string[][] steps =
        [
            ["init", "--quiet"],
            ["add", "README.md"],
            ["-c", "user.name=corp demo", "-c", "user.email=demo@corp.invalid", "-c", "commit.gpgsign=false", "commit", "--quiet", "-m", "Begin"],
        ];
        foreach (var step in steps)
        {
            if (await GitAsync(path, step, cancellationToken) is not 0 and var code)
                throw CliException.CannotStart($"'git {step[0]}' ended with exit code {code}; the demo needs a working git.");
        }

        return path;
    }

    private static async Task<int> GitAsync(string folder, string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var git = Process.Start(start)!; // Null only with UseShellExecute.
            await Task.WhenAll(git.StandardOutput.ReadToEndAsync(cancellationToken), git.StandardError.ReadToEndAsync(cancellationToken));
            await git.WaitForExitAsync(cancellationToken);
            return git.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw CliException.CannotStart($"git can't be started ({exception.Message}); the demo needs it. Install git.");
        }
    }
}
