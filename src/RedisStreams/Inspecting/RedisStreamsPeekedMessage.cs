namespace MassTransit;

/// <summary>A message looked at where it lies.</summary>
/// <param name="EntryId">The id of its stream entry, <c>milliseconds-sequence</c>.</param>
/// <param name="Lane">Which of the queue's streams: <c>n</c>, <c>h</c>, <c>l</c>, or a partition <c>p0</c> to <c>p63</c>.</param>
/// <param name="MessageId">The message id, as it was sent.</param>
/// <param name="ContentType">The body's content type.</param>
/// <param name="Headers">The transport headers: a JSON object. Null when there are none.</param>
/// <param name="Body">The body.</param>
/// <param name="IsInFlight">Whether a consumer has it.</param>
/// <param name="DeliveryCount">How often it was delivered without being settled.</param>
public sealed record RedisStreamsPeekedMessage(
    string EntryId, string Lane, string? MessageId, string? ContentType, string? Headers, ReadOnlyMemory<byte> Body, bool IsInFlight, long DeliveryCount);
