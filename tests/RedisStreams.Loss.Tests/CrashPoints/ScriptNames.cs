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

    /// <summary>Every file, parts as well.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        .. typeof(IRedisStreamsQueues).Assembly.GetManifestResourceNames()
            .Where(resource => resource.EndsWith(Ending, StringComparison.Ordinal))
            .Select(resource => resource[..^Ending.Length])
            .Order(StringComparer.Ordinal),
    ];

    private static readonly FrozenDictionary<string, string> ByHash =
        All.ToFrozenDictionary(name => HashOf(Encoding.UTF8.GetBytes(TextOf(name))), StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether it is only there to be included by others.</summary>
    public static bool IsPart(string name) => name.StartsWith("part-", StringComparison.Ordinal);

    /// <summary>As the transport sends it: without comments and indents, and with what it includes.</summary>
    public static string TextOf(string name) => string.Join('\n', Statements(name));

    public static string OfHash(string hash) => ByHash.GetValueOrDefault(hash, "?");

    public static string OfText(ReadOnlySpan<byte> text) => OfHash(HashOf(text));

    [SuppressMessage("Security", "CA5350", Justification = "It is the hash that Redis knows scripts by.")]
    private static string HashOf(ReadOnlySpan<byte> text) => Convert.ToHexStringLower(SHA1.HashData(text));

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
