using System.Text.RegularExpressions;
using Corporation.Factory.Settings;
using Corporation.Factory.Workspaces;

namespace Corporation.Factory.RepoBootstrapping;

/// <summary>A repository address that passed every rule, so that git can have it.</summary>
/// <param name="Address">What git is given.</param>
/// <param name="LocalFolder">The real folder, if it is on this machine.</param>
internal sealed partial record RepositorySource(string Address, string? LocalFolder)
{
    public const int MaxLength = 2_000;

    /// <summary>The source, or why it is refused.</summary>
    public static (RepositorySource? Source, string? Error) Parse(string repository, RepositoryOptions options)
    {
        if (repository.Length is 0 or > MaxLength || repository.StartsWith('-') || repository.Any(character => char.IsControl(character) || char.IsWhiteSpace(character) && character != ' '))
            return Refuse($"repository is empty, begins with a dash, has control characters or is over {MaxLength} characters.");
        if (Path.IsPathFullyQualified(repository))
            return Local(repository, repository, options);
        if (ScpLike().Match(repository) is { Success: true } scp)
            return Remote(repository, "ssh", scp.Groups["host"].Value, scp.Groups["path"].Value, options);
        if (!repository.Contains("://", StringComparison.Ordinal) || !Uri.TryCreate(repository, UriKind.Absolute, out var uri))
            return Refuse($"repository '{repository}' is neither a URL with :// nor an absolute path.");
        return uri.Scheme == Uri.UriSchemeFile ? FileUrl(uri, repository, options) : RemoteUrl(uri, repository, options);
    }

    private static (RepositorySource?, string?) FileUrl(Uri uri, string repository, RepositoryOptions options) =>
        uri is { IsLoopback: true, Query: "", Fragment: "" } && !uri.IsUnc
            ? Local(uri.LocalPath, repository, options)
            : Refuse($"repository '{repository}' is a file URL of another host or has a query.");

    private static (RepositorySource?, string?) RemoteUrl(Uri uri, string repository, RepositoryOptions options)
    {
        if (uri.UserInfo.Length > 0 && (uri.Scheme != "ssh" || !LegalUser().IsMatch(uri.UserInfo)))
        {
            // Not repeated in the message: it would carry the password into logs and the mission's record.
            return Refuse("repository has credentials in its URL; leave them out and let the factory's own git or ssh set-up authenticate.");
        }

        if (uri.Query.Length > 0 || uri.Fragment.Length > 0 || repository.Contains(' ', StringComparison.Ordinal))
            return Refuse($"repository '{repository}' has a query, a fragment or a blank.");
        return Remote(repository, uri.Scheme, uri.IsDefaultPort || uri.Port < 0 ? uri.Host : uri.Authority[(uri.Authority.LastIndexOf('@') + 1)..], uri.AbsolutePath, options);
    }

    private static (RepositorySource?, string?) Remote(string repository, string scheme, string host, string path, RepositoryOptions options)
    {
        if (!options.EffectiveAllowedSchemes.Contains(scheme, StringComparer.Ordinal))
            return Refuse($"Scheme '{scheme}' is not allowed on this factory ({List(options.EffectiveAllowedSchemes)}); see Factory:Repositories:AllowedSchemes.");
        if (!options.EffectiveAllowedHosts.Contains(host, StringComparer.OrdinalIgnoreCase))
            return Refuse($"Host '{host}' is not allowed on this factory ({List(options.EffectiveAllowedHosts)}); see Factory:Repositories:AllowedHosts.");

        // ssh gets the path as an argument of its remote command.
        return path.TrimStart('/').StartsWith('-')
            ? Refuse($"repository '{repository}' has a path that begins with a dash.")
            : (new(repository, null), null);
    }

    private static (RepositorySource?, string?) Local(string path, string repository, RepositoryOptions options)
    {
        if (!options.EffectiveAllowedSchemes.Contains("file", StringComparer.Ordinal))
            return Refuse($"Local repositories are not allowed on this factory ({List(options.EffectiveAllowedSchemes)}); see Factory:Repositories:AllowedSchemes.");

        string real;
        try
        {
            real = SafePath.RealPath(Path.GetFullPath(path));
        }
        catch (WorkspaceEscapeException exception)
        {
            return Refuse(exception.Message);
        }

        var roots = options.EffectiveAllowedLocalRoots;
        if (!roots.Any(root => SafePath.IsWithin(SafePath.RealPath(Path.GetFullPath(root)), real)))
        {
            return Refuse(
                $"Local repository '{repository}' is not below a folder that this factory allows ({List(roots)}); see Factory:Repositories:AllowedLocalRoots.");
        }

        return Directory.Exists(real) ? (new(real, real), null) : Refuse($"Local repository '{repository}' does not exist.");
    }

    private static (RepositorySource?, string?) Refuse(string error) => (null, error);

    private static string List(IReadOnlyList<string> items) => items.Count > 0 ? string.Join(", ", items) : "none";

    // No colon-colon: "ext::sh -c …" is a remote helper that runs commands.
    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_.-]*@(?<host>[A-Za-z0-9][A-Za-z0-9.-]*):(?<path>[A-Za-z0-9_~/.][^:\s]*)\z", RegexOptions.CultureInvariant)]
    private static partial Regex ScpLike();

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_.-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex LegalUser();
}
