using MassTransit;
using MassTransit.Context;

namespace Corporation.RedisStreams.Sending;

/// <summary>One message on its way out.</summary>
internal sealed class StreamsSendContext<T>(T message, CancellationToken cancellationToken)
    : MessageSendContext<T>(message, cancellationToken), RedisStreamsSendContext
    where T : class
{
    private const string PartitionKeyProperty = "RS-PartitionKey";
    private const string RoutingKeyProperty = "RS-RoutingKey";
    private const string PriorityProperty = "RS-Priority";
    private const string DurabilityProperty = "RS-Durability";

    public string? PartitionKey { get; set; }

    public string? RoutingKey { get; set; }

    public RedisStreamsPriority Priority { get; set; }

    public RedisStreamsDurability? Durability { get; set; }

    // An outbox keeps a message as properties and body, and sends it later with these.
    public override void ReadPropertiesFrom(IReadOnlyDictionary<string, object> properties)
    {
        base.ReadPropertiesFrom(properties);
        PartitionKey = ReadString(properties, PartitionKeyProperty);
        RoutingKey = ReadString(properties, RoutingKeyProperty);
        Priority = ReadString(properties, PriorityProperty) is { } priority && Enum.TryParse<RedisStreamsPriority>(priority, out var parsed)
            ? parsed
            : RedisStreamsPriority.Normal;
        Durability = RedisStreamsDurability.Parse(ReadString(properties, DurabilityProperty));
    }

    public override void WritePropertiesTo(IDictionary<string, object> properties)
    {
        base.WritePropertiesTo(properties);
        if (!string.IsNullOrWhiteSpace(PartitionKey))
            properties[PartitionKeyProperty] = PartitionKey;
        if (!string.IsNullOrWhiteSpace(RoutingKey))
            properties[RoutingKeyProperty] = RoutingKey;
        if (Priority != RedisStreamsPriority.Normal)
            properties[PriorityProperty] = Priority.ToString();
        if (Durability is not null)
            properties[DurabilityProperty] = Durability.ToText();
    }
}
