namespace Corporation.RedisStreams.Receiving;

/// <summary>
/// A consumer's name and the proof that it is this process that has it: another one that takes the name over brings its own.
/// </summary>
internal sealed record Seat(string Name, string Token)
{
    public static string NewToken() => Guid.NewGuid().ToString("N");
}
