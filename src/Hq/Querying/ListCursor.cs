using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Corporation.Hq.Querying;

/// <summary>Where a page ended: the last mission shown, and for which filters. Opaque to callers.</summary>
/// <param name="MissionId">The last mission of the page before, for lists by id.</param>
/// <param name="Position">Its position in the search index, for lists by text.</param>
internal readonly record struct ListCursor(Guid MissionId, long Position)
{
    private const byte Version = 1;
    private const int FilterBytes = 8;
    private const int Length = 1 + FilterBytes + 16 + 8;

    public string Write(MissionFilter filter)
    {
        Span<byte> bytes = stackalloc byte[Length];
        bytes[0] = Version;
        HashOf(filter, bytes.Slice(1, FilterBytes));
        MissionId.TryWriteBytes(bytes[(1 + FilterBytes)..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(bytes[^8..], Position);
        return Base64Url.EncodeToString(bytes);
    }

    /// <returns>What is wrong with the cursor, or null.</returns>
    public static string? Read(string text, MissionFilter filter, out ListCursor cursor)
    {
        cursor = default;
        Span<byte> bytes = stackalloc byte[Length];
        Span<byte> expected = stackalloc byte[FilterBytes];
        if (text.Length > Length * 2
            || !Base64Url.IsValid(text)
            || !Base64Url.TryDecodeFromChars(text, bytes, out var written)
            || written != Length
            || bytes[0] != Version)
        {
            return "is not a cursor of this API; give back 'next_cursor' of the page before, unchanged.";
        }

        HashOf(filter, expected);
        if (!expected.SequenceEqual(bytes.Slice(1, FilterBytes)))
            return "belongs to a list with other filters; repeat those, or leave the cursor out to begin anew.";

        cursor = new(new Guid(bytes.Slice(1 + FilterBytes, 16), bigEndian: true), BinaryPrimitives.ReadInt64BigEndian(bytes[^8..]));
        return null;
    }

    private static void HashOf(MissionFilter filter, Span<byte> target) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(filter.Fingerprint())).AsSpan(0, FilterBytes).CopyTo(target);
}
