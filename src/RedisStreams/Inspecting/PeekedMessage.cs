using Corporation.RedisStreams.Protocol;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Inspecting;

/// <summary>A message looked at where it lies.</summary>
/// <param name="Place">Its lane and id.</param>
/// <param name="Consumer">Who has it: a consumer, <see cref="StreamKeys.HoldingConsumer"/>, or null.</param>
/// <param name="DeliveryCount">How often it was handed out.</param>
/// <param name="RedeliveryCount">How often it was put off.</param>
/// <param name="Fields">All of its fields.</param>
internal sealed record PeekedMessage(
    EntryPlace Place, string? Consumer, long DeliveryCount, long RedeliveryCount, IReadOnlyDictionary<string, RedisValue> Fields)
{
    /// <summary>Whether a consumer works on it, or is about to.</summary>
    public bool IsInHand => Consumer is not (null or StreamKeys.HoldingConsumer);

    public ReadOnlyMemory<byte> Body => Field(EntryFields.Body);

    public string? ContentType => Field(EntryFields.ContentType);

    public string? MessageId => Field(EntryFields.MessageId);

    /// <summary>JSON text.</summary>
    public string? Headers => Field(EntryFields.Headers);

    private RedisValue Field(string name) => Fields.GetValueOrDefault(name);
}
