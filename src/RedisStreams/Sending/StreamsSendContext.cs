using MassTransit;
using MassTransit.Context;

namespace Corporation.RedisStreams.Sending;

/// <summary>One message on its way out.</summary>
internal sealed class StreamsSendContext<T>(T message, CancellationToken cancellationToken)
    : MessageSendContext<T>(message, cancellationToken), RedisStreamsSendContext
    where T : class
{
    public string? PartitionKey { get; set; }

    public string? RoutingKey { get; set; }

    public RedisStreamsPriority Priority { get; set; }

    public RedisStreamsDurability? Durability { get; set; }

    public DateTimeOffset? DueTime { get; set; }

    // An outbox keeps a message as properties and body, and sends it later with these.
    public override void ReadPropertiesFrom(IReadOnlyDictionary<string, object> properties)
    {
        base.ReadPropertiesFrom(properties);
        PartitionKey = ReadString(properties, TransportProperties.PartitionKey);
        RoutingKey = ReadString(properties, TransportProperties.RoutingKey);
        Priority = ReadString(properties, TransportProperties.Priority) is { } priority
            && Enum.TryParse<RedisStreamsPriority>(priority, out var parsed)
                ? parsed
                : RedisStreamsPriority.Normal;
        Durability = RedisStreamsDurability.Parse(ReadString(properties, TransportProperties.Durability));
        DueTime = TransportProperties.ParseTime(ReadString(properties, TransportProperties.DueTime));
    }

    public override void WritePropertiesTo(IDictionary<string, object> properties)
    {
        base.WritePropertiesTo(properties);
        TransportProperties.Write(properties, PartitionKey, RoutingKey, Priority);
        if (Durability is not null)
            properties[TransportProperties.Durability] = Durability.ToText();
        if (DueTime is { } due)
            properties[TransportProperties.DueTime] = TransportProperties.ToText(due);
    }
}
