namespace Corporation.Factory.Processes;

/// <summary>The last characters of a stream, in memory that doesn't grow with it.</summary>
internal sealed class OutputTail(int maxLength)
{
    private readonly char[] _ring = new char[maxLength];
    private readonly Lock _gate = new();
    private int _next;
    private long _length;

    /// <summary>True when earlier characters are gone.</summary>
    public bool IsTruncated
    {
        get
        {
            lock (_gate)
                return _length > _ring.Length;
        }
    }

    public void Add(ReadOnlySpan<char> text)
    {
        lock (_gate)
        {
            _length += text.Length;
            if (text.Length > _ring.Length)
                text = text[^_ring.Length..];
            var first = Math.Min(text.Length, _ring.Length - _next);
            text[..first].CopyTo(_ring.AsSpan(_next));
            text[first..].CopyTo(_ring);
            _next = (_next + text.Length) % _ring.Length;
        }
    }

    /// <summary>The kept text, from a whole character on, without control characters but tab and line feed.</summary>
    public override string ToString()
    {
        string text;
        lock (_gate)
        {
            text = _length <= _ring.Length
                ? new(_ring, 0, (int)_length)
                : string.Concat(_ring.AsSpan(_next), _ring.AsSpan(0, _next));
        }

        if (text.Length > 0 && char.IsLowSurrogate(text[0]))
            text = text[1..];
        return text.Any(IsUnwanted) ? string.Concat(text.Where(character => !IsUnwanted(character))) : text;
    }

    private static bool IsUnwanted(char character) => char.IsControl(character) && character is not ('\t' or '\n');
}
