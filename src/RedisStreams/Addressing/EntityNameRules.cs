namespace Corporation.RedisStreams.Addressing;

/// <summary>The one rule for names of virtual hosts, queues and topics.</summary>
internal static class EntityNameRules
{
    public const int MaxLength = 200;

    private const string Punctuation = "-_.:+~=@$";

    /// <exception cref="ArgumentException">The name is empty, too long or has a character that is not allowed.</exception>
    public static string Check(string? name, string kind)
    {
        if (string.IsNullOrWhiteSpace(name))
            throw new ArgumentException($"A {kind} name is empty. Give it 1 to {MaxLength} characters.", nameof(name));
        if (name.Length > MaxLength)
        {
            throw new ArgumentException(
                $"The {kind} name '{name[..40]}…' has {name.Length} characters; the limit is {MaxLength}. Shorten it.", nameof(name));
        }

        foreach (var character in name)
        {
            if (!IsLegal(character))
            {
                throw new ArgumentException(
                    $"The {kind} name '{name}' contains {Describe(character)}. Allowed are letters, digits and {Punctuation}. Rename it.",
                    nameof(name));
            }
        }

        return name;
    }

    /// <summary>Whether others could have given it to something of ours.</summary>
    public static bool IsLegal(string name) => name.Length is > 0 and <= MaxLength && name.All(IsLegal);

    private static bool IsLegal(char character) =>
        char.IsAsciiLetterOrDigit(character) || Punctuation.Contains(character, StringComparison.Ordinal);

    private static string Describe(char character) => character switch
    {
        '{' or '}' => $"'{character}', which marks the hash tag of a cluster slot",
        ' ' => "a space",
        _ when char.IsControl(character) => $"the control character U+{(int)character:X4}",
        _ => $"'{character}'",
    };
}
