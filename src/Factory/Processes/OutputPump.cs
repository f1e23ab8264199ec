using System.Text;
using Corporation.Contracts.Missions;

namespace Corporation.Factory.Processes;

/// <summary>Reads one output stream to its end: lines to a listener, the end into a tail. Memory stays flat however much comes.</summary>
internal sealed class OutputPump(Stream stream, OutputTail tail, Action<string>? onLine)
{
    private const int BufferSize = 16 * 1024;
    private readonly StringBuilder _line = new();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var decoder = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false).GetDecoder();
        var bytes = new byte[BufferSize];
        var characters = new char[BufferSize + 8];
        try
        {
            int read;
            do
            {
                read = await stream.ReadAsync(bytes, cancellationToken);
                var count = decoder.GetChars(bytes.AsSpan(0, read), characters, flush: read == 0);
                Take(characters.AsSpan(0, count));
            }
            while (read > 0);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The stream was closed on us because a process outside our reach holds it open. What came until then counts.
        }

        if (_line.Length > 0)
            EndLine();
    }

    private void Take(ReadOnlySpan<char> text)
    {
        tail.Add(text);
        if (onLine is null)
            return;
        while (!text.IsEmpty)
        {
            var end = text.IndexOfAny('\n', '\r');
            var part = end < 0 ? text : text[..end];

            // What is over a line's limit is dropped here already: a line without end must not fill the memory.
            _line.Append(part[..Math.Min(part.Length, MissionLimits.MaxLogLineLength + 1 - _line.Length)]);
            if (end < 0)
                return;

            // A carriage return ends a line too, as progress bars use it; the pair of both ends one line and not two.
            if (_line.Length > 0 || text[end] == '\n' && !_endedByReturn)
                EndLine();
            _endedByReturn = text[end] == '\r';
            text = text[(end + 1)..];
        }
    }

    private bool _endedByReturn;

    private void EndLine()
    {
        onLine?.Invoke(_line.ToString());
        _line.Clear();
    }
}
