using System.Text;
using Corporation.Contracts.Missions;

namespace Corporation.Factory.Relaying;

/// <summary>Makes text of strangers fit for a log line: one line, no control characters but tab, not too long.</summary>
internal static class LogText
{
    private static readonly char[] Breaks = ['\n', '\r'];

    public static IEnumerable<string> Lines(string text)
    {
        if (text.IndexOfAny(Breaks) < 0)
            return [Clean(text)];

        var whole = text.ReplaceLineEndings("\n");
        return whole.EndsWith('\n') ? whole[..^1].Split('\n').Select(Clean) : whole.Split('\n').Select(Clean);
    }

    /// <summary>Cuts at <paramref name="maxLength"/> characters, not within a surrogate pair.</summary>
    public static string? Cut(string? text, int maxLength)
    {
        if (text is null || text.Length <= maxLength)
            return text;
        var length = maxLength - 1;
        if (char.IsHighSurrogate(text[length - 1]))
            length--;
        return string.Concat(text.AsSpan(0, length), "…");
    }

    private static string Clean(string line)
    {
        var cut = Cut(line, MissionLimits.MaxLogLineLength) ?? "";
        if (!cut.Any(IsUnwanted))
            return cut;

        var clean = new StringBuilder(cut.Length);
        foreach (var character in cut)
        {
            if (!IsUnwanted(character))
                clean.Append(character);
        }

        return clean.ToString();
    }

    private static bool IsUnwanted(char character) => char.IsControl(character) && character != '\t';
}
