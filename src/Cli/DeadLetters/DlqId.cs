namespace Corporation.Cli.DeadLetters;

/// <summary>What a dead letter is called: a mission's id, or the place of a message.</summary>
internal static class DlqId
{
    public static bool IsLegal(string text) =>
        Guid.TryParse(text, out _) || text.Split('/') is [{ Length: > 0 }, { Length: > 0 }, { Length: > 0 } entry] && entry.Contains('-', StringComparison.Ordinal);

    public static string Complaint(string text) =>
        $"'{text}' is no dead letter: neither a mission's id nor queue/lane/entry of a message. 'corp dlq list' shows them.";
}
