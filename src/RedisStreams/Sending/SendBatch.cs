using Corporation.RedisStreams.Protocol;
using MassTransit;
using RESPite.Messages;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Sending;

/// <summary>The messages of one call of <c>send.lua</c>: writes its arguments and reads its reply. Used again and again.</summary>
internal sealed class SendBatch
{
    public const int MaxMessages = 64;
    public const int MaxBytes = 1 << 20;

    private const int GuidLength = 36;
    private const int UsualArguments = 16;

    private static readonly RedisValue Body = Bytes(EntryFields.Body);
    private static readonly RedisValue ContentType = Bytes(EntryFields.ContentType);
    private static readonly RedisValue MessageId = Bytes(EntryFields.MessageId);
    private static readonly RedisValue Headers = Bytes(EntryFields.Headers);
    private static readonly RedisValue PartitionKey = Bytes(EntryFields.PartitionKey);
    private static readonly RedisValue RoutingKey = Bytes(EntryFields.RoutingKey);

    private readonly PendingSend[] _messages = new PendingSend[MaxMessages];
    private RedisValue[] _arguments = new RedisValue[4 * UsualArguments];
    private byte[] _guids = new byte[MaxMessages * GuidLength];
    private OutgoingMessage? _previous;
    private int _bytes;
    private int _length;

    public int Count { get; private set; }

    /// <summary>The longest that one of the messages allows for its durability.</summary>
    public TimeSpan LongestTimeout { get; private set; }

    public ReadOnlyMemory<RedisValue> Arguments => _arguments.AsMemory(0, _length);

    /// <summary>Takes a message in, unless the batch is full. The first one always fits.</summary>
    public bool TryAdd(PendingSend pending)
    {
        var bytes = pending.Message.Body.Length + pending.Message.Headers.Length;
        if (Count == MaxMessages || (Count > 0 && _bytes + bytes > MaxBytes))
            return false;

        _messages[Count] = pending;
        _bytes += bytes;
        if (pending.Timeout > LongestTimeout)
            LongestTimeout = pending.Timeout;
        Count++;
        return true;
    }

    /// <summary>Lays the arguments out as <c>send.lua</c> reads them. Messages whose callers have gone are left out.</summary>
    public void Write()
    {
        var kept = 0;
        for (var i = 0; i < Count; i++)
        {
            if (_messages[i].IsEnded)
                continue;
            _messages[kept] = _messages[i];
            Write(_messages[kept].Message, kept);
            kept++;
        }

        Array.Clear(_messages, kept, Count - kept);
        Count = kept;
    }

    /// <summary>Gives every message its part of the script's reply.</summary>
    /// <param name="reply">Of <c>send.lua</c>.</param>
    /// <param name="fault">What those that the server took are to hear instead; null for nothing.</param>
    public void End(RespResult reply, Exception? fault = null)
    {
        var reader = reply.Read();
        if (reader.AggregateLength() != Count)
            throw new RedisStreamsException($"The server answered {reader.AggregateLength()} of {Count} messages of a batch.");
        for (var i = 0; i < Count; i++)
        {
            reader.MoveNext();
            _messages[i].End(reader.Prefix == RespPrefix.Integer
                ? new SendOutcome(reader.ReadInt32(), null, fault)
                : new SendOutcome(0, reader.ReadString() ?? "ERROR no reason", null));
        }
    }

    /// <summary>Gives every message that has no outcome yet the same one.</summary>
    public void End(Exception failure)
    {
        for (var i = 0; i < Count; i++)
            _messages[i].End(new SendOutcome(0, null, failure));
    }

    /// <summary>Forgets the messages.</summary>
    /// <param name="isWritten">
    /// Whether the client is done with the arguments. After a time-out it may still be about to write them: then they are left to it, for
    /// a message mixed of two would be worse than garbage.
    /// </param>
    public void Reset(bool isWritten)
    {
        Array.Clear(_messages, 0, Count);
        if (isWritten)
            Array.Clear(_arguments, 0, _length);
        else
            (_arguments, _guids) = (new RedisValue[4 * UsualArguments], new byte[MaxMessages * GuidLength]);
        (Count, _length, _bytes, _previous, LongestTimeout) = (0, 0, 0, null, TimeSpan.Zero);
    }

    private void Write(OutgoingMessage message, int index)
    {
        if (_length + 2 * UsualArguments > _arguments.Length)
            Array.Resize(ref _arguments, 2 * _arguments.Length);

        var previous = _previous;
        _previous = IsPlain(message) ? message : null;
        if (previous is not null && _previous is not null && IsAlike(previous, message))
        {
            Append(RedisValue.EmptyString);
            Append(message.Body);
            Append(Text(message.MessageId.GetValueOrDefault(), index));
            return;
        }

        Append(message.Destination.Wire);
        var letters = _length++;
        var count = _length++;
        _arguments[letters] = SendOptions.Write(this, message);

        var first = _length;
        WriteFields(message, index);
        _arguments[count] = _length - first;
    }

    // Nothing but what each message from the framework has.
    private static bool IsPlain(OutgoingMessage message) =>
        message is
        {
            ContentType: not null, MessageId: not null, Headers.IsEmpty: true, PartitionKey: null, RoutingKey: null,
            Priority: RedisStreamsPriority.Normal, TimeToLive: null, OnlyIfExists: false, IsScheduled: false, DeduplicationWindow: null,
        };

    private static bool IsAlike(OutgoingMessage one, OutgoingMessage other) =>
        ReferenceEquals(one.Destination, other.Destination) && one.ContentType == other.ContentType;

    private void WriteFields(OutgoingMessage message, int index)
    {
        Append(Body, message.Body);
        if (message.ContentType is { } contentType)
            Append(ContentType, contentType);
        if (message.MessageId is { } messageId)
            Append(MessageId, Text(messageId, index));
        if (!message.Headers.IsEmpty)
            Append(Headers, message.Headers);
        if (message.PartitionKey is { } partitionKey)
            Append(PartitionKey, partitionKey);
        if (message.RoutingKey is { } routingKey)
            Append(RoutingKey, routingKey);
    }

    internal void Append(in RedisValue value) => _arguments[_length++] = value;

    private void Append(in RedisValue name, in RedisValue value)
    {
        Append(name);
        Append(value);
    }

    private ReadOnlyMemory<byte> Text(Guid id, int index)
    {
        var text = _guids.AsMemory(index * GuidLength, GuidLength);
        id.TryFormat(text.Span, out _);
        return text;
    }

    private static RedisValue Bytes(string name) => System.Text.Encoding.ASCII.GetBytes(name);
}
