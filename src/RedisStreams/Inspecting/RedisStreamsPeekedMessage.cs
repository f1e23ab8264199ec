namespace MassTransit;

/// <summary>A message looked at where it lies, by <see cref="IRedisStreamsQueues.PeekAsync"/>.</summary>
/// <remarks>The body is as it was sent; its fields at the server are told in <c>docs/wire-format.md</c>.</remarks>
/// <param name="EntryId">The id of its stream entry, <c>milliseconds-sequence</c>: when it was added, by the server's clock.</param>
/// <param name="Lane">Which of the queue's streams: <c>n</c>, <c>h</c>, <c>l</c>, or a partition <c>p0</c> to <c>p63</c>.</param>
/// <param name="MessageId">The message id, as it was sent. Null when there is none.</param>
/// <param name="ContentType">The body's content type. Null when there is none.</param>
/// <param name="Headers">The transport headers: a JSON object. Null when there are none.</param>
/// <param name="Body">The body; empty for an entry that is no message.</param>
/// <param name="IsInFlight">Whether a consumer has it.</param>
/// <param name="DeliveryCount">How often it was delivered without being settled; 0 or more.</param>
public sealed record RedisStreamsPeekedMessage(
    string EntryId, string Lane, string? MessageId, string? ContentType, string? Headers, ReadOnlyMemory<byte> Body, bool IsInFlight, long DeliveryCount);
