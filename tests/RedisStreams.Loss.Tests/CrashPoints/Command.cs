namespace Corporation.RedisStreams.Loss.Tests.CrashPoints;

/// <summary>One command on its way.</summary>
/// <param name="Bytes">As the client sent it.</param>
/// <param name="Step">The script that it runs, or else its first word.</param>
internal readonly record struct Command(ReadOnlyMemory<byte> Bytes, string Step);
