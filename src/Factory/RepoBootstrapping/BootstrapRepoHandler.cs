using Corporation.Factory.Handling;
using Corporation.Factory.Processes;
using Corporation.Factory.Settings;
using Microsoft.Extensions.Options;

namespace Corporation.Factory.RepoBootstrapping;

/// <summary>
/// Clones a repository at a ref into the workspace and may run one of its scripts. Safe to run twice: each attempt clones into a
/// workspace of its own; only a script with effects elsewhere must itself be repeatable.
/// </summary>
[MissionKind("bootstrap_repo", Description = "Clones a git repository at a branch, tag or commit into the mission's workspace.",
    TimeoutSeconds = 1_800, MaxRetries = 2, RetryDelaySeconds = 5, Concurrency = 2, Aliases = ["tutorial_bootstrap_repo"])]
internal sealed class BootstrapRepoHandler(IOptions<FactoryOptions> options, ProcessRunner runner, TimeProvider time)
    : IMissionHandler<BootstrapRepo, BootstrappedRepo>
{
    private const int MaxDepth = 1_000_000;

    public async Task<MissionOutcome<BootstrappedRepo>> HandleAsync(BootstrapRepo input, MissionContext context, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var (source, refused) = RepositorySource.Parse(input.Repository, options.Value.Repositories);
        refused ??= GitRef.ErrorOf(input.Ref) ?? ErrorOfRest(input);
        if (source is null || refused is not null)
            return MissionOutcome.Reject(refused ?? "repository is not usable.");
        if (CommandSearch.Find("git", options.Value.Shell.EffectiveSearchPath) is not { } program)
            return MissionOutcome.Reject($"git is not installed on this factory (searched {string.Join(", ", options.Value.Shell.EffectiveSearchPath)}).");

        var git = new GitClient(runner, program, context, source, options.Value);
        context.Progress(5, "Fetching");
        if (await new RepoCheckout(git, source).RunAsync(input.Ref, input.Depth, cancellationToken) is { } problem)
            return MissionOutcome.Fail(problem);

        context.Progress(70, "Counting");
        var commit = (await git.RunQuietlyAsync(["rev-parse", "HEAD"], cancellationToken)).Stdout.ToString().Trim();
        var (files, bytes) = CheckoutSize.Of(context.Workspace.FullPath);
        var script = await RepoScript.RunAsync(input, git, runner, context, cancellationToken);
        if (script.Failure is { } failure)
            return failure;

        return new BootstrappedRepo
        {
            Commit = commit,
            Files = files,
            Bytes = bytes,
            Seconds = Math.Round(time.GetElapsedTime(started).TotalSeconds, 3),
            Workspace = context.Workspace.Id,
            ScriptOutput = script.Output,
        };
    }

    private string? ErrorOfRest(BootstrapRepo input)
    {
        if (input.Depth is < 1 or > MaxDepth)
            return $"depth is {input.Depth}; it must be from 1 to {MaxDepth}.";
        if (input.Script is null)
            return input.ScriptArguments is { Count: > 0 } ? "script_arguments are given without a script." : null;
        if (!options.Value.Repositories.AllowScripts)
            return "This factory runs no scripts of repositories; whoever runs it can set Factory:Repositories:AllowScripts.";
        return input.ScriptArguments?.Any(argument => argument is null || argument.Contains('\0', StringComparison.Ordinal)) is true
            ? "script_arguments has an argument that is null or has a NUL character."
            : null;
    }
}
