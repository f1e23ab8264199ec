namespace Corporation.RedisStreams.Loss.Tests.CrashPoints;

/// <summary>At which command a line breaks.</summary>
/// <param name="Number">From 1, over all connections of a process.</param>
/// <param name="Step">Counts only these: a script's name, or a command's; null for all.</param>
internal readonly record struct CutPlace(int Number, string? Step = null)
{
    /// <summary>Counts only what reads or changes something of a queue. What the client library says beside that leaves no trace at the server.</summary>
    public bool SkipsChatter { get; init; }

    /// <summary>From 1, when the same place is tried again because the life went by without it.</summary>
    public int Attempt { get; init; } = 1;

    public bool Counts(Command command) => Step is null ? !SkipsChatter || !command.IsChatter : Step == command.Step;

    public override string ToString() => Step is null ? $"{Number}" : $"{Step}-{Number}-{Attempt}";
}
