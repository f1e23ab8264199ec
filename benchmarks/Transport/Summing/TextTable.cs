namespace Corporation.TransportBench.Summing;

/// <summary>A title and columns of text, the first aligned left and the others right.</summary>
internal sealed class TextTable(string title, string[] headings)
{
    private readonly List<string[]> _rows = [headings];

    public void Add(params string[] cells)
    {
        if (cells.Length != headings.Length)
            throw new ArgumentException($"A row has {cells.Length} cells, but the table has {headings.Length} columns.", nameof(cells));
        _rows.Add(cells);
    }

    public void Write(TextWriter writer)
    {
        var widths = headings.Select((_, column) => _rows.Max(row => row[column].Length)).ToArray();
        writer.WriteLine(title);
        foreach (var row in _rows)
            writer.WriteLine($"  {string.Join("  ", row.Select(Aligned))}");

        string Aligned(string cell, int column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]);
    }
}
