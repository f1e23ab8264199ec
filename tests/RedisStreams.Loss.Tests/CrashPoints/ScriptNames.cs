using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using MassTransit;

namespace Corporation.RedisStreams.Loss.Tests.CrashPoints;

/// <summary>Tells the transport's scripts by what clients send of them: the text, or its hash.</summary>
internal static class ScriptNames
{
    private const string Ending = ".lua";
    private const string Include = "-- include: ";

    private static readonly FrozenDictionary<string, string> ByHash = typeof(IRedisStreamsQueues).Assembly.GetManifestResourceNames()
        .Where(resource => resource.EndsWith(Ending, StringComparison.Ordinal))
        .Select(resource => resource[..^Ending.Length])
        .ToFrozenDictionary(name => HashOf(Encoding.UTF8.GetBytes(string.Join('\n', Statements(name)))), StringComparer.OrdinalIgnoreCase);

    public static string OfHash(string hash) => ByHash.GetValueOrDefault(hash, "?");

    public static string OfText(ReadOnlySpan<byte> text) => OfHash(HashOf(text));

    [SuppressMessage("Security", "CA5350", Justification = "It is the hash that Redis knows scripts by.")]
    private static string HashOf(ReadOnlySpan<byte> text) => Convert.ToHexStringLower(SHA1.HashData(text));

    // As the transport sends them: without comments and indents, and with what they include.
    private static IEnumerable<string> Statements(string name) =>
        from line in Read(name).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        from statement in line.StartsWith(Include, StringComparison.Ordinal) ? Statements(line[Include.Length..])
            : line.StartsWith("--", StringComparison.Ordinal) ? []
            : [line]
        select statement;

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(IRedisStreamsQueues).Assembly.GetManifestResourceStream(name + Ending)!); // It was just listed.
        return reader.ReadToEnd();
    }
}
