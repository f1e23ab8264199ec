using System.Globalization;

namespace Corporation.Hq.LegacyStreams.Delegating;

/// <summary>A place in a stream: an entry's id, which is a time in milliseconds and a number within it.</summary>
internal readonly record struct EntryPosition(ulong Milliseconds, ulong Sequence) : IComparable<EntryPosition>
{
    public static EntryPosition Parse(string id)
    {
        var parts = id.Split('-');
        return new EntryPosition(ulong.Parse(parts[0], CultureInfo.InvariantCulture), ulong.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    public int CompareTo(EntryPosition other) =>
        Milliseconds != other.Milliseconds ? Milliseconds.CompareTo(other.Milliseconds) : Sequence.CompareTo(other.Sequence);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Milliseconds}-{Sequence}");
}
