using Corporation.Factory.Processes;

namespace Corporation.Factory.RepoBootstrapping;

/// <summary>Brings one ref of a repository into the workspace.</summary>
internal sealed class RepoCheckout(GitClient git, RepositorySource source)
{
    /// <summary>Null when it is checked out, else why not.</summary>
    public async Task<string?> RunAsync(string? gitRef, int? depth, CancellationToken cancellationToken)
    {
        var outcome = await git.RunAsync(["init", "--quiet", "."], cancellationToken);
        if (outcome.ExitCode != 0)
            return GitClient.Explain("make a repository", outcome);
        outcome = await git.RunAsync(["remote", "add", "--", "origin", source.Address], cancellationToken);
        if (outcome.ExitCode != 0)
            return GitClient.Explain("name the remote", outcome);

        var target = "FETCH_HEAD";
        outcome = await FetchAsync(depth, gitRef ?? "HEAD", cancellationToken);
        if (outcome.ExitCode != 0 && gitRef is not null && GitRef.MayBeCommit(gitRef))
        {
            // A server hands out a commit by name only if it is allowed to, and an abbreviated one never: fetch all and look here.
            target = gitRef;
            outcome = await git.RunAsync(
                ["fetch", "--quiet", "--no-recurse-submodules", "--tags", "--", "origin", "+refs/heads/*:refs/remotes/origin/*"], cancellationToken);
        }

        if (outcome.ExitCode != 0)
            return GitClient.Explain($"fetch '{gitRef ?? "HEAD"}'", outcome);
        outcome = await git.RunAsync(["checkout", "--quiet", "--detach", target, "--"], cancellationToken);
        return outcome.ExitCode == 0 ? null : GitClient.Explain($"check out '{gitRef ?? "HEAD"}'", outcome);
    }

    private Task<ProcessOutcome> FetchAsync(int? depth, string gitRef, CancellationToken cancellationToken)
    {
        string[] history = depth is { } commits ? [$"--depth={commits.ToString(System.Globalization.CultureInfo.InvariantCulture)}"] : [];
        return git.RunAsync(["fetch", "--quiet", "--no-recurse-submodules", .. history, "--", "origin", gitRef], cancellationToken);
    }
}
