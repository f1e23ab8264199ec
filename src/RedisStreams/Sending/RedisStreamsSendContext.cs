using System.Diagnostics.CodeAnalysis;

namespace MassTransit;

/// <summary>What a send over Redis Streams has beside what every send has.</summary>
[SuppressMessage("Naming", "CA1715", Justification = "As the send contexts of the framework's own transports are named.")]
public interface RedisStreamsSendContext : SendContext, PartitionKeySendContext, RoutingKeySendContext
{
    /// <summary>Which messages of the queue are read before this one.</summary>
    /// <value>By default <see cref="RedisStreamsPriority.Normal"/>.</value>
    RedisStreamsPriority Priority { get; set; }

    /// <summary>When this send counts as done.</summary>
    /// <value>Null (the default) for what the bus says.</value>
    RedisStreamsDurability? Durability { get; set; }
}
