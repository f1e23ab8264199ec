using StackExchange.Redis;

namespace Corporation.RedisStreams.Loss.Tests.ScriptCrashes;

/// <summary>One script in one situation.</summary>
/// <param name="Script">The file's name without its ending.</param>
/// <param name="Situation">What tells it from the script's other cases.</param>
/// <param name="ArrangeAsync">Makes the situation.</param>
/// <param name="ActAsync">Runs the script, and nothing else.</param>
internal sealed record ScriptCase(
    string Script, string Situation, Func<ScriptWorld, Task> ArrangeAsync, Func<ScriptWorld, Task<RedisResult>> ActAsync)
{
    /// <summary>Messages that are to be there no more afterwards.</summary>
    public IReadOnlyList<string> Leaving { get; init; } = [];

    /// <summary>Messages that are to be there afterwards, as often as they are named.</summary>
    public IReadOnlyList<string> Arriving { get; init; } = [];

    /// <summary>Whether asking again after a lost answer does nothing more. Only a send without deduplication does.</summary>
    public bool IsRepeatable { get; init; } = true;

    /// <summary>Whether what it changes can be seen: a lease that is renewed can't, as idle times change by themselves.</summary>
    public bool IsVisible { get; init; } = true;

    public string Title => $"{Script} ({Situation})";
}
