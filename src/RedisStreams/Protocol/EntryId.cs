using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Corporation.RedisStreams.Protocol;

/// <summary>The id that the server gave a stream entry: its clock in Unix milliseconds, and a sequence within the millisecond.</summary>
/// <param name="Milliseconds">Unix milliseconds of the server's clock when the entry was added.</param>
/// <param name="Sequence">Number within the millisecond.</param>
internal readonly record struct EntryId(long Milliseconds, long Sequence) : IComparable<EntryId>
{
    /// <summary>Most bytes that an id takes as text.</summary>
    public const int MaxLength = 40;

    /// <exception cref="FormatException">The text is not <c>milliseconds-sequence</c>.</exception>
    public static EntryId Parse(ReadOnlySpan<char> text)
    {
        var dash = text.IndexOf('-');
        if (dash > 0
            && long.TryParse(text[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            && long.TryParse(text[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
            return new EntryId(milliseconds, sequence);

        throw new FormatException($"'{text}' is not a stream entry id; expected <milliseconds>-<sequence>.");
    }

    /// <exception cref="FormatException">The text is not <c>milliseconds-sequence</c>.</exception>
    public static EntryId Parse(ReadOnlySpan<byte> text)
    {
        if (Utf8Parser.TryParse(text, out long milliseconds, out var length)
            && length + 1 < text.Length
            && text[length] == '-'
            && Utf8Parser.TryParse(text[(length + 1)..], out long sequence, out var rest)
            && length + 1 + rest == text.Length)
            return new EntryId(milliseconds, sequence);

        throw new FormatException($"'{Encoding.UTF8.GetString(text)}' is not a stream entry id; expected <milliseconds>-<sequence>.");
    }

    /// <summary>Writes the id as text.</summary>
    /// <param name="destination">At least <see cref="MaxLength"/> bytes.</param>
    /// <returns>How many bytes were written.</returns>
    public int Write(Span<byte> destination)
    {
        Utf8Formatter.TryFormat(Milliseconds, destination, out var length);
        destination[length++] = (byte)'-';
        Utf8Formatter.TryFormat(Sequence, destination[length..], out var rest);
        return length + rest;
    }

    public int CompareTo(EntryId other) =>
        Milliseconds != other.Milliseconds ? Milliseconds.CompareTo(other.Milliseconds) : Sequence.CompareTo(other.Sequence);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Milliseconds}-{Sequence}");
}
