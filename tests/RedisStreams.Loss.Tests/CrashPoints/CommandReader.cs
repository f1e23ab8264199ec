using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Corporation.RedisStreams.Loss.Tests.CrashPoints;

/// <summary>
/// Reads what a client sends, command by command: arrays of bulk strings, or a line of words ("inline"), as in the first word to a server that may not answer.
/// </summary>
internal sealed class CommandReader(Socket socket)
{
    private byte[] _buffer = new byte[64 * 1024];
    private int _length;
    private int _taken;

    /// <returns>The next command and what it is called; null at the end. Its bytes are good until the next call.</returns>
    public async Task<(ReadOnlyMemory<byte> Bytes, string Name)?> ReadAsync()
    {
        while (true)
        {
            if (TryTake() is { } command)
                return command;
            MakeRoom();
            var count = await socket.ReceiveAsync(_buffer.AsMemory(_length));
            if (count == 0)
                return null;
            _length += count;
        }
    }

    private (ReadOnlyMemory<byte> Bytes, string Name)? TryTake()
    {
        if (_taken == _length)
            return null;
        return _buffer[_taken] == '*' ? TryTakeArray() : TryTakeLine();
    }

    private (ReadOnlyMemory<byte> Bytes, string Name)? TryTakeLine()
    {
        var end = _buffer.AsSpan(_taken, _length - _taken).IndexOf("\r\n"u8);
        return end < 0 ? null : Take(_taken + end + 2, Encoding.UTF8.GetString(_buffer, _taken, end));
    }

    private (ReadOnlyMemory<byte> Bytes, string Name)? TryTakeArray()
    {
        var at = _taken;
        if (!TryNumber('*', ref at, out var parts))
            return null;

        var name = new List<string>();
        for (var part = 0; part < parts; part++)
        {
            if (!TryNumber('$', ref at, out var length) || at + length + 2 > _length)
                return null;
            if (part < 2)
                name.Add(FirstLine(_buffer.AsSpan(at, length)));
            at += length + 2;
        }

        return Take(at, string.Join(' ', name));
    }

    private (ReadOnlyMemory<byte> Bytes, string Name) Take(int end, string name)
    {
        var bytes = _buffer.AsMemory(_taken, end - _taken);
        _taken = end;
        return (bytes, name);
    }

    // A script begins with a comment that says what it does.
    private static string FirstLine(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)'\n');
        return Encoding.UTF8.GetString(text[..Math.Min(80, end < 0 ? text.Length : end)]);
    }

    private bool TryNumber(char mark, ref int at, out int number)
    {
        number = 0;
        var end = _buffer.AsSpan(0, _length)[Math.Min(at, _length)..].IndexOf("\r\n"u8);
        if (end < 0)
            return false;
        if (_buffer[at] != mark)
            throw new InvalidDataException($"Expected '{mark}' from the client, but got '{(char)_buffer[at]}'; a command is an array of bulk strings or a line.");
        number = int.Parse(_buffer.AsSpan(at + 1, end - 1), NumberStyles.None, CultureInfo.InvariantCulture);
        at += end + 2;
        return true;
    }

    private void MakeRoom()
    {
        if (_taken > 0)
        {
            _buffer.AsSpan(_taken, _length - _taken).CopyTo(_buffer);
            (_length, _taken) = (_length - _taken, 0);
        }

        if (_length == _buffer.Length)
            Array.Resize(ref _buffer, 2 * _buffer.Length);
    }
}
