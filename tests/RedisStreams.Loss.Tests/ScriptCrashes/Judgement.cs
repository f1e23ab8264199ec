namespace Corporation.RedisStreams.Loss.Tests.ScriptCrashes;

/// <summary>What must be so after a crash.</summary>
internal static class Judgement
{
    /// <summary>What a script is to leave of what was there.</summary>
    public static IReadOnlyList<string> Expected(ScriptCase tried, ServerState before)
    {
        var messages = before.Messages.ToList();
        foreach (var body in tried.Leaving)
            Assert.True(messages.Remove(body), $"'{body}' was to leave, and was not there.");
        messages.AddRange(tried.Arriving);
        messages.Sort(StringComparer.Ordinal);
        return messages;
    }

    /// <summary>What it wrote stands in the file as one transaction, or is a single command.</summary>
    public static void AssertIsOneStep(IReadOnlyList<LoggedCommand> written)
    {
        Assert.NotEmpty(written);
        if (written.Count == 1)
            return;
        var names = string.Join(' ', written.Select(command => command.Name));
        Assert.True(written[0].Name == "MULTI" && written[^1].Name == "EXEC" && written.Count(command => command.IsFrame) == 2, names);
    }
}
