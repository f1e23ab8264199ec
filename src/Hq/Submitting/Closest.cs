namespace Corporation.Hq.Submitting;

/// <summary>Finds what a mistyped name may have meant.</summary>
internal static class Closest
{
    /// <summary>The candidate within a third of the name's length in edits, or null.</summary>
    public static string? To(string name, IEnumerable<string> candidates)
    {
        var farthest = Math.Max(2, name.Length / 3);
        string? best = null;
        foreach (var candidate in candidates)
        {
            if (Math.Abs(candidate.Length - name.Length) > farthest)
                continue;

            var edits = Edits(name, candidate);
            if (edits <= farthest)
                (best, farthest) = (candidate, edits - 1);
        }

        return best;
    }

    /// <summary>Levenshtein's distance.</summary>
    private static int Edits(string from, string to)
    {
        var row = new int[to.Length + 1];
        for (var column = 0; column <= to.Length; column++)
            row[column] = column;

        for (var line = 1; line <= from.Length; line++)
        {
            var diagonal = row[0];
            row[0] = line;
            for (var column = 1; column <= to.Length; column++)
            {
                var replaced = diagonal + (from[line - 1] == to[column - 1] ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.Min(replaced, Math.Min(row[column], row[column - 1]) + 1);
            }
        }

        return row[to.Length];
    }
}
