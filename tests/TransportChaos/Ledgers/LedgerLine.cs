using System.Globalization;

namespace Corporation.TransportChaos.Ledgers;

/// <summary>One line of a <see cref="LedgerFile"/>.</summary>
internal readonly ref struct LedgerLine
{
    private readonly ReadOnlySpan<char> _line;
    private readonly Span<Range> _parts;

    public LedgerLine(ReadOnlySpan<char> line, Span<Range> parts)
    {
        _line = line;
        _parts = parts;
        Count = line.Split(parts, ' ');
    }

    public int Count { get; }

    public char Letter => _line[0];

    public ParcelId Id(int part) => new(Number(part));

    public long Number(int part) => long.Parse(_line[_parts[part]], NumberStyles.None, CultureInfo.InvariantCulture);

    public Handling Handling() => new(
        string.Intern(_line[_parts[1]].ToString()), Id(2), _line[_parts[3]].ToString(), Number(4) == 1, Number(5), Number(6));

    /// <summary>Every whole line of a file. One that a kill cut off is none: whatever it was about had not been answered yet.</summary>
    public static IEnumerable<string> WholeLines(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var text = reader.ReadLine();
        while (text is not null)
        {
            var next = reader.ReadLine();
            if (next is not null || EndsWithLineFeed(path))
                yield return text;
            text = next;
        }
    }

    private static bool EndsWithLineFeed(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() == '\n';
    }
}
