using System.Collections.Frozen;

namespace Corporation.RedisStreams.Loss.Tests.CrashPoints;

/// <summary>One command on its way.</summary>
/// <param name="Bytes">As the client sent it.</param>
/// <param name="Step">The script that it runs, or else its first word.</param>
internal readonly record struct Command(ReadOnlyMemory<byte> Bytes, string Step)
{
    private static readonly FrozenSet<string> Chatter = FrozenSet.Create(
        "CLIENT", "CLUSTER", "CONFIG", "ECHO", "EXISTS", "GET", "HELLO", "INFO", "PING", "QUIT", "SCRIPT", "SENTINEL", "SUBSCRIBE", "UNSUBSCRIBE");

    public bool IsChatter => Chatter.Contains(Step);
}
