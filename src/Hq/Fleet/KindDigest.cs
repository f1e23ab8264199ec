using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Corporation.Contracts.Announcing;

namespace Corporation.Hq.Fleet;

/// <summary>Tells whether two factories mean the same by a kind.</summary>
internal static class KindDigest
{
    private static readonly ConditionalWeakTable<KindAnnouncement, string> Inputs = [];
    private static readonly ConditionalWeakTable<KindAnnouncement, string> Whole = [];

    /// <summary>Eight hexadecimal digits of the SHA-256 of the input schema.</summary>
    public static string OfInput(KindAnnouncement kind) => Inputs.GetValue(kind, static one => Of(JsonSerializer.Serialize(one.InputSchema)));

    /// <summary>The same of everything that is announced of the kind.</summary>
    public static string OfWhole(KindAnnouncement kind) => Whole.GetValue(kind, static one => Of(JsonSerializer.Serialize(one)));

    private static string Of(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 4));
}
