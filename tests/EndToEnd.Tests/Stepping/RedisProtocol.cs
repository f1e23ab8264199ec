using System.Buffers;
using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Corporation.EndToEnd.Tests.Stepping;

/// <summary>Redis' protocol (RESP). Each command is a request; the scripts that send and that acknowledge are the steps.</summary>
/// <param name="scripts">What the scripts do, by their hash: shared by all connections, since one loads what another calls.</param>
internal sealed partial class RedisProtocol(ConcurrentDictionary<string, StepKind> scripts) : IWireProtocol
{
    // Lines that only these scripts of the transport have. When they change, no step is seen, and the test says so.
    private const string OfSend = "all_or_nothing(send,";
    private const string OfSettle = "redis.call('XDEL', stream, unpack(mine))";

    public (bool IsWhole, StepKind? Step) TakeRequest(ref ReadOnlySequence<byte> buffer, out string content)
    {
        content = "";
        var reader = new SequenceReader<byte>(buffer);
        if (!TrySkip(ref reader))
            return (false, null);

        var command = Encoding.UTF8.GetString(buffer.Slice(0, reader.Position));
        buffer = buffer.Slice(reader.Position);
        return (true, Judge(command, out content));
    }

    public (bool IsWhole, bool EndsRequest) TakeAnswer(ref ReadOnlySequence<byte> buffer)
    {
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryPeek(out var type) || !TrySkip(ref reader))
            return (false, false);

        buffer = buffer.Slice(reader.Position);
        return (true, type != '>');
    }

    private StepKind? Judge(string command, out string content)
    {
        content = "";
        var words = command.Split("\r\n", 8);
        if (words is not [_, _, var verb, _, var subject, ..] || !verb.Contains("SCRIPT", StringComparison.OrdinalIgnoreCase) && !verb.StartsWith("EVAL", StringComparison.OrdinalIgnoreCase))
            return null;

        if (verb.Equals("SCRIPT", StringComparison.OrdinalIgnoreCase))
        {
            if (words.Length > 6)
                Learn(words[6]);
            return null;
        }

        if (verb.Equals("EVAL", StringComparison.OrdinalIgnoreCase))
            subject = Learn(subject);
        if (!scripts.TryGetValue(subject, out var kind))
            return null;
        content = string.Join('+', MessageType().Matches(command).Select(match => match.Groups[1].Value).Distinct());
        return kind;
    }

    private string Learn(string text)
    {
#pragma warning disable CA5350 // It is how Redis names scripts.
        var hash = Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5350
        if (text.Contains(OfSend, StringComparison.Ordinal))
            scripts[hash] = StepKind.Send;
        else if (text.Contains(OfSettle, StringComparison.Ordinal))
            scripts[hash] = StepKind.Settle;
        return hash;
    }

    /// <summary>Goes past one value, whatever it is made of.</summary>
    private static bool TrySkip(ref SequenceReader<byte> reader)
    {
        for (var left = 1L; left > 0; left--)
        {
            if (!reader.TryReadTo(out ReadOnlySequence<byte> line, "\r\n"u8))
                return false;
            var text = line.ToArray();
            var count = text.Length > 1 && Utf8Parser.TryParse(text.AsSpan(1), out long number, out _) ? number : 0;
            switch (text.Length == 0 ? (byte)0 : text[0])
            {
                case (byte)'$' or (byte)'!' or (byte)'=' when count >= 0:
                    if (reader.Remaining < count + 2)
                        return false;
                    reader.Advance(count + 2);
                    break;
                case (byte)'*' or (byte)'~' or (byte)'>' when count > 0:
                    left += count;
                    break;
                case (byte)'%' when count > 0:
                    left += 2 * count;
                    break;
                case (byte)'|':
                    left += 2 * count + 1;
                    break;
            }
        }

        return true;
    }

    [GeneratedRegex(@"""urn:message:[\w.]+:(\w+)""")]
    private static partial Regex MessageType();
}
