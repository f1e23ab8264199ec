using System.Text;

namespace Corporation.Hq.Querying;

/// <summary>Turns what a person types into a search expression that is always legal: every word quoted, all of them wanted.</summary>
internal static class SearchWords
{
    /// <summary>Beyond this many words a search is no search any more.</summary>
    public const int MaxWords = 20;

    /// <returns>The expression; null when the text has nothing to search for. A word that ends in a star matches as a prefix.</returns>
    public static string? ToMatch(string text)
    {
        var match = new StringBuilder();
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(MaxWords))
        {
            // The index knows letters and digits only; a word without any would be an empty phrase.
            if (!word.Any(char.IsLetterOrDigit))
                continue;
            if (match.Length > 0)
                match.Append(' ');

            var plain = word.TrimEnd('*').Replace("\0", "", StringComparison.Ordinal);
            match.Append('"').Append(plain.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
            if (word.EndsWith('*'))
                match.Append('*');
        }

        return match.Length == 0 ? null : match.ToString();
    }

    /// <summary>The same for PostgreSQL's <c>to_tsquery</c>.</summary>
    /// <returns>The expression; null when the text has nothing to search for.</returns>
    public static string? ToQuery(string text)
    {
        var words = new List<string>();
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(MaxWords))
        {
            // What the index took apart must be asked for in parts, one behind the other.
            var parts = new string([.. word.Select(character => char.IsAscii(character) && !char.IsAsciiLetterOrDigit(character) ? ' ' : character)])
                .Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (parts.Any(part => part.Any(char.IsLetterOrDigit)))
                words.Add(string.Join(" <-> ", parts.Select(part => $"'{part}'")) + (word.EndsWith('*') ? ":*" : ""));
        }

        return words.Count == 0 ? null : string.Join(" & ", words.Select(word => $"({word})"));
    }
}
