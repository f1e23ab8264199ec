using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Corporation.RedisStreams.Loss.Tests.CrashPoints;

/// <summary>
/// Reads what a client sends, command by command: arrays of bulk strings, or words in a line, as the transport's first question to a server
/// that may be none.
/// </summary>
internal sealed class CommandReader(Socket socket)
{
    private byte[] _buffer = new byte[64 * 1024];
    private int _length;
    private int _taken;

    /// <returns>The next command; null at the end. Its bytes are good until the next call.</returns>
    public async Task<Command?> ReadAsync()
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

    private Command? TryTake()
    {
        if (_taken == _length)
            return null;
        return _buffer[_taken] == '*' ? TryTakeArray() : TryTakeLine();
    }

    private Command? TryTakeLine()
    {
        var end = _buffer.AsSpan(_taken, _length - _taken).IndexOf("\r\n"u8);
        return end < 0 ? null : Take(_taken + end + 2, Encoding.ASCII.GetString(_buffer, _taken, end));
    }

    private Command? TryTakeArray()
    {
        var at = _taken;
        if (!TryNumber('*', ref at, out var parts))
            return null;

        var step = "";
        for (var part = 0; part < parts; part++)
        {
            if (!TryNumber('$', ref at, out var length) || at + length + 2 > _length)
                return null;
            step = StepOf(step, part, _buffer.AsSpan(at, length));
            at += length + 2;
        }

        return Take(at, step);
    }

    private Command Take(int end, string step)
    {
        var bytes = _buffer.AsMemory(_taken, end - _taken);
        _taken = end;
        return new Command(bytes, step);
    }

    private static string StepOf(string word, int part, ReadOnlySpan<byte> text) => (word, part) switch
    {
        (_, 0) => Encoding.ASCII.GetString(text),
        ("EVALSHA", 1) => ScriptNames.OfHash(Encoding.ASCII.GetString(text)),
        ("EVAL", 1) => ScriptNames.OfText(text),
        _ => word,
    };

    private bool TryNumber(char mark, ref int at, out int number)
    {
        number = 0;
        var end = _buffer.AsSpan(0, _length)[Math.Min(at, _length)..].IndexOf("\r\n"u8);
        if (end < 0)
            return false;
        if (_buffer[at] != mark)
            throw new InvalidDataException($"Expected '{mark}' from the client, but got '{(char)_buffer[at]}'.");
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
