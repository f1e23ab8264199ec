namespace Corporation.RedisStreams.Loss.Tests.ScriptCrashes;

/// <summary>All scripts in all situations.</summary>
internal static class ScriptCases
{
    public static IReadOnlyList<ScriptCase> All { get; } = [.. SenderCases.All, .. ConsumerCases.All, .. OperatorCases.All];

    /// <summary>Scripts at which no crash is tried, each with why. A test asks the server whether that is so.</summary>
    public static IReadOnlyDictionary<string, string> Exclusions { get; } = new Dictionary<string, string>
    {
        ["peek"] = "it only reads",
        ["schedule-stats"] = "it only reads",
        ["stats"] = "it only reads",
    };
}
