namespace Corporation.RedisStreams.Loss.Tests.ScriptCrashes;

/// <summary>One command in the append-only file.</summary>
/// <param name="Name">In capitals.</param>
/// <param name="At">Where in the file it begins.</param>
/// <param name="Bytes">As they lie there.</param>
internal readonly record struct LoggedCommand(string Name, long At, ReadOnlyMemory<byte> Bytes)
{
    public bool IsFrame => Name is "MULTI" or "EXEC";
}
