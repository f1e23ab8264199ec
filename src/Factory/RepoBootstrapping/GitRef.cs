using System.Text.RegularExpressions;

namespace Corporation.Factory.RepoBootstrapping;

/// <summary>The rules for what a mission may ask to check out: no option, no refspec, no revision expression.</summary>
internal static partial class GitRef
{
    public static string? ErrorOf(string? name)
    {
        if (name is null || Legal().IsMatch(name)
            && !name.Contains("..", StringComparison.Ordinal)
            && !name.Contains("//", StringComparison.Ordinal)
            && !name.EndsWith(".lock", StringComparison.Ordinal)
            && !name.EndsWith('/')
            && !name.EndsWith('.'))
        {
            return null;
        }

        return $"ref '{name}' is no branch, tag or commit: letters, digits and . _ / + - are allowed, beginning with a letter, a digit or an underscore.";
    }

    /// <summary>True for what may be (the beginning of) a commit's name.</summary>
    public static bool MayBeCommit(string name) => Commit().IsMatch(name);

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9._/+-]{0,199}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Legal();

    [GeneratedRegex(@"\A[0-9a-f]{7,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Commit();
}
