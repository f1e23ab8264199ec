namespace Corporation.RedisStreams.Loss.Tests.CrashPoints;

/// <summary>At which command a line breaks.</summary>
/// <param name="Number">From 1, over all connections of a process.</param>
/// <param name="Step">Counts only these: a script's name, or a command's; null for all.</param>
internal readonly record struct CutPlace(int Number, string? Step = null)
{
    public bool Counts(Command command) => Step is null || Step == command.Step;

    public override string ToString() => Step is null ? $"{Number}" : $"{Step}-{Number}";
}
