using System.Diagnostics.CodeAnalysis;

namespace MassTransit;

/// <summary>What a send over Redis Streams has beside what every send has.</summary>
/// <remarks>
/// Got by <c>context.TryGetPayload(out RedisStreamsSendContext send)</c>, or set by <see cref="RedisStreamsSendContextExtensions"/>. An
/// outbox keeps all of it. A message sent while another one is consumed inherits that one's <c>PartitionKey</c> unless it is given one.
/// </remarks>
[SuppressMessage("Naming", "CA1715", Justification = "As the send contexts of the framework's own transports are named.")]
public interface RedisStreamsSendContext : SendContext, PartitionKeySendContext, RoutingKeySendContext
{
    /// <summary>Which messages of the queue are read before this one.</summary>
    /// <value>By default <see cref="RedisStreamsPriority.Normal"/>, as is any number that is none of the three.</value>
    RedisStreamsPriority Priority { get; set; }

    /// <summary>When this send counts as done.</summary>
    /// <value>Null (the default) for what the bus says, <see cref="IRedisStreamsHostConfigurator.Durability"/>.</value>
    RedisStreamsDurability? Durability { get; set; }
}
