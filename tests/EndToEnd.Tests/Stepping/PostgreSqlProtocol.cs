using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;
using Corporation.Contracts.Missions;

namespace Corporation.EndToEnd.Tests.Stepping;

/// <summary>
/// PostgreSQL's protocol 3 without encryption. A request is all up to a Sync or a simple query, which the server answers with one ReadyForQuery; a
/// commit is the end of a transaction that wrote, or a request outside of one that writes.
/// </summary>
internal sealed partial class PostgreSqlProtocol : IWireProtocol
{
    private const byte Parse = (byte)'P';
    private const byte Bind = (byte)'B';
    private const byte Query = (byte)'Q';
    private const byte Sync = (byte)'S';
    private const byte ReadyForQuery = (byte)'Z';

    private static readonly (string Name, byte[] Parameter)[] EventNames = [.. typeof(MissionEventNames).GetFields()
        .Select(field => (string)field.GetRawConstantValue()!)
        .Select(name => (name, (byte[])[0, 0, 0, (byte)name.Length, .. Encoding.ASCII.GetBytes(name)]))];

    private readonly Dictionary<string, string> _statements = [];
    private readonly HashSet<string> _events = [];
    private bool _isStarted;
    private bool _isInTransaction;
    private bool _hasWritten;

    public (bool IsWhole, StepKind? Step) TakeRequest(ref ReadOnlySequence<byte> buffer, out string content)
    {
        content = "";
        var rest = buffer;
        if (!_isStarted)
        {
            // Only this one has no type: StartupMessage.
            _isStarted = Take(ref rest, 0, out _);
            return (_isStarted && Accept(ref buffer, rest), null);
        }

        var messages = new List<(byte Type, byte[] Body)>();
        while (Take(ref rest, 1, out var message))
        {
            messages.Add((message[0], message[5..]));
            if (message[0] is not (Query or Sync))
                continue;

            buffer = rest;
            return (true, Judge(messages, out content));
        }

        return (false, null);
    }

    public (bool IsWhole, bool EndsRequest) TakeAnswer(ref ReadOnlySequence<byte> buffer) =>
        Take(ref buffer, 1, out var message) ? (true, message[0] == ReadyForQuery) : (false, false);

    private static bool Accept(ref ReadOnlySequence<byte> buffer, ReadOnlySequence<byte> rest)
    {
        buffer = rest;
        return true;
    }

    /// <summary>A message is its type, if it has one, and its length, which counts itself.</summary>
    private static bool Take(ref ReadOnlySequence<byte> buffer, int typeLength, out byte[] message)
    {
        message = [];
        if (buffer.Length < typeLength + sizeof(int))
            return false;
        var length = typeLength + BinaryPrimitives.ReadInt32BigEndian(buffer.Slice(typeLength, sizeof(int)).ToArray());
        if (buffer.Length < length)
            return false;
        message = buffer.Slice(0, length).ToArray();
        buffer = buffer.Slice(length);
        return true;
    }

    private StepKind? Judge(List<(byte Type, byte[] Body)> messages, out string content)
    {
        content = "";
        var (begins, ends) = (false, false);
        foreach (var (type, body) in messages)
        {
            if (type == Parse)
                _statements[TextAt(body, 0)] = TextAt(body, TextEnd(body, 0));
            if (StatementOf(type, body) is not { } statement)
                continue;
            begins |= statement.StartsWith("begin", StringComparison.OrdinalIgnoreCase);
            ends |= TransactionEnd().IsMatch(statement);
            _hasWritten |= Writing().IsMatch(statement);
            _events.UnionWith(EventNames.Where(name => type == Bind && body.AsSpan().IndexOf(name.Parameter) >= 0).Select(name => name.Name));
        }

        _isInTransaction = (_isInTransaction || begins) && !ends;
        if (_isInTransaction)
            return null;

        var isCommit = _hasWritten && !messages.Exists(message => message is { Type: Query } && TextAt(message.Body, 0).StartsWith("rollback", StringComparison.OrdinalIgnoreCase));
        content = string.Join('+', _events.Order());
        _hasWritten = false;
        _events.Clear();
        return isCommit ? StepKind.Commit : null;
    }

    private string? StatementOf(byte type, byte[] body) => type switch
    {
        Query => TextAt(body, 0),
        Bind => _statements.GetValueOrDefault(TextAt(body, TextEnd(body, 0))),
        _ => null,
    };

    private static string TextAt(byte[] body, int start) => Encoding.UTF8.GetString(body.AsSpan(start, TextEnd(body, start) - start - 1));

    private static int TextEnd(byte[] body, int start) => Array.IndexOf(body, (byte)0, start) + 1;

    [GeneratedRegex(@"^\s*(commit|rollback)", RegexOptions.IgnoreCase)]
    private static partial Regex TransactionEnd();

    [GeneratedRegex(@"\b(insert\s+into|update\s+\w+|delete\s+from)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Writing();
}
