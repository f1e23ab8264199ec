namespace Corporation.Factory.Settings;

/// <summary>What <c>bootstrap_repo</c> may clone. Bound from <c>Factory:Repositories</c>.</summary>
public sealed class RepositoryOptions
{
    internal static readonly string[] KnownSchemes = ["https", "http", "ssh", "git", "file"];

    /// <summary>The ways to reach a repository.</summary>
    /// <value>Of <c>https</c>, <c>http</c>, <c>ssh</c>, <c>git</c> and <c>file</c>; null means <c>https</c>, <c>ssh</c> and <c>file</c>.</value>
    public string[]? AllowedSchemes { get; set; }

    /// <summary>The hosts to clone from: <c>host</c> for the scheme's own port, or <c>host:port</c>.</summary>
    /// <value>Null means github.com, gitlab.com, bitbucket.org and codeberg.org.</value>
    public string[]? AllowedHosts { get; set; }

    /// <summary>Folders of this machine below which local repositories may be cloned.</summary>
    /// <value>Absolute paths; none by default, so local repositories are refused.</value>
    public string[]? AllowedLocalRoots { get; set; }

    /// <summary>Whether a mission may run a script of the repository it has cloned.</summary>
    /// <value>False by default: it lets whoever can write to an allowed repository run code as the factory's user.</value>
    public bool AllowScripts { get; set; }

    /// <summary>Environment variables of the factory that git and scripts see, for instance <c>SSH_AUTH_SOCK</c>.</summary>
    /// <value>None by default.</value>
    public string[]? PassEnvironment { get; set; }

    internal IReadOnlyList<string> EffectiveAllowedSchemes => AllowedSchemes ?? ["https", "ssh", "file"];

    internal IReadOnlyList<string> EffectiveAllowedHosts => AllowedHosts ?? ["github.com", "gitlab.com", "bitbucket.org", "codeberg.org"];

    internal IReadOnlyList<string> EffectiveAllowedLocalRoots => AllowedLocalRoots ?? [];
}
