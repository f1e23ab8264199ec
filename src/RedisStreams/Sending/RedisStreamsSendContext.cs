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

    /// <summary>
    /// When the message is put into its queue, by the server's clock. For a time that a calendar gives: a time made of this machine's clock
    /// and a duration is better said as <c>Delay</c>, for no clock but the server's counts then.
    /// </summary>
    /// <remarks>
    /// <c>IMessageScheduler</c> tells a time of the first kind from one of the second by nothing. It takes each as this machine's, so that
    /// every duration is kept, however wrong the clock.
    /// </remarks>
    /// <value>Null (the default) for at once. One that has passed is the same. A <c>Delay</c> goes first.</value>
    DateTimeOffset? DueTime { get; set; }
}
