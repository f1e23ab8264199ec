using System.Globalization;

namespace Corporation.RedisStreams.Protocol;

/// <summary>The id that the server gave a stream entry: its clock in Unix milliseconds, and a sequence within the millisecond.</summary>
/// <param name="Milliseconds">Unix milliseconds of the server's clock when the entry was added.</param>
/// <param name="Sequence">Number within the millisecond.</param>
internal readonly record struct EntryId(long Milliseconds, long Sequence) : IComparable<EntryId>
{
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

    public int CompareTo(EntryId other) =>
        Milliseconds != other.Milliseconds ? Milliseconds.CompareTo(other.Milliseconds) : Sequence.CompareTo(other.Sequence);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Milliseconds}-{Sequence}");
}
