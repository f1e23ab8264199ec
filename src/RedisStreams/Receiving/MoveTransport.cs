using System.Text;
using Corporation.RedisStreams.Addressing;
using Corporation.RedisStreams.Sending;
using MassTransit;
using MassTransit.Serialization;
using MassTransit.Transports;

namespace Corporation.RedisStreams.Receiving;

/// <summary>Moves a message to the error or the dead-letter queue, in one step at the server.</summary>
internal sealed class MoveTransport(StreamsReceiveEndpointContext endpoint) : IErrorTransport, IDeadLetterTransport
{
    /// <summary>
    /// Longest text of a header that says why a message was moved, in characters. Headers are memory at the server; a stack trace beyond
    /// that helps nobody. What the sender put there is never cut.
    /// </summary>
    internal const int LongestReason = 16 * 1024;

    private readonly QueueName _errors = new(endpoint.ErrorQueueName);
    private readonly QueueName _deadLetters = new(endpoint.DeadLetterQueueName);

    public Task Send(ExceptionReceiveContext context) => MoveAsync(context, _errors, context.ExceptionHeaders.GetAll());

    public Task Send(ReceiveContext context, string? reason) =>
        MoveAsync(context, _deadLetters, [new(MessageHeaders.Reason, reason ?? "Unspecified")]);

    private static async Task MoveAsync(ReceiveContext context, QueueName target, IEnumerable<KeyValuePair<string, object>> added)
    {
        // The context may be a proxy of ours; the payload is the way to what was received.
        if (!context.TryGetPayload(out ReceivedMessage? message))
        {
            throw new ArgumentException(
                "The message was not received over Redis Streams, so it can't be moved within it.", nameof(context));
        }

        var moved = new DictionarySendHeaders(new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase));
        moved.SetHostHeaders();
        var headers = Encoding.UTF8.GetString(HeaderWriter.Merge(message.Headers.OfEntry(), moved.GetAll().Concat(added.Select(Shortened))).Span);
        if (!await message.Delivery.MoveAsync(target, headers))
            throw message.LeaseLost($"it could be moved to {target}");
    }

    private static KeyValuePair<string, object> Shortened(KeyValuePair<string, object> header)
    {
        if (header.Value is not string { Length: > LongestReason } text)
            return header;

        // Half of a character outside the basic plane is no text.
        var length = char.IsHighSurrogate(text[LongestReason - 1]) ? LongestReason - 1 : LongestReason;
        return new(header.Key, string.Concat(text.AsSpan(0, length), "…"));
    }
}
