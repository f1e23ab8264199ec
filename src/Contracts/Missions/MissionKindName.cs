using System.Text.RegularExpressions;

namespace Corporation.Contracts.Missions;

/// <summary>
/// The grammar of mission kind names: lower-case words of letters, digits and underscores, optionally behind one prefix and a colon:
/// <c>coding_task</c>, <c>system:ping</c>. At most <see cref="MaxLength"/> characters.
/// </summary>
public static partial class MissionKindName
{
    /// <summary>Longest kind name, in characters.</summary>
    public const int MaxLength = 64;

    /// <summary>What a legal name looks like, for error messages.</summary>
    public const string Rule =
        "a kind is a lower-case letter followed by lower-case letters, digits or underscores, optionally behind one such prefix "
        + "and a colon, at most 64 characters (examples: coding_task, system:ping)";

    /// <summary>True when <paramref name="name"/> follows <see cref="Rule"/>.</summary>
    public static bool IsLegal(string? name) => name is { Length: > 0 and <= MaxLength } && Grammar().IsMatch(name);

    [GeneratedRegex(@"\A[a-z][a-z0-9_]*(:[a-z][a-z0-9_]*)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();
}
