using System.ComponentModel;

namespace Corporation.Factory.RepoBootstrapping;

/// <summary>Input of <c>bootstrap_repo</c>.</summary>
internal sealed record BootstrapRepo
{
    /// <summary>Where the repository is.</summary>
    [Description("URL (https://host/path, ssh://git@host/path, git@host:path) or absolute path of a git repository, without password.")]
    public required string Repository { get; init; }

    /// <summary>What to check out.</summary>
    [Description("Branch, tag or commit; the repository's default branch when left out.")]
    public string? Ref { get; init; }

    /// <summary>How much history to fetch.</summary>
    [Description("How many commits of history to fetch, 1 or more; all when left out.")]
    public int? Depth { get; init; }

    /// <summary>A script to run.</summary>
    [Description("A script of the repository to run afterwards, relative to its root. Only where the factory allows scripts.")]
    public string? Script { get; init; }

    /// <summary>Its arguments.</summary>
    [Description("Arguments of the script.")]
    public IReadOnlyList<string>? ScriptArguments { get; init; }
}

/// <summary>Result of <c>bootstrap_repo</c>.</summary>
internal sealed record BootstrappedRepo
{
    /// <summary>The commit that is checked out.</summary>
    public required string Commit { get; init; }

    /// <summary>Files in it.</summary>
    public required long Files { get; init; }

    /// <summary>Their size on disk.</summary>
    public required long Bytes { get; init; }

    /// <summary>How long it took.</summary>
    public required double Seconds { get; init; }

    /// <summary>The workspace, below the factory's workspace root. The clone is the workspace itself.</summary>
    public required string Workspace { get; init; }

    /// <summary>The end of the script's output, if one ran.</summary>
    public string? ScriptOutput { get; init; }
}
