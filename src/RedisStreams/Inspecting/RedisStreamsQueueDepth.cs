namespace MassTransit;

/// <summary>How much is in a queue, all at one moment, by <see cref="IRedisStreamsQueues.GetDepthAsync"/>.</summary>
/// <remarks>What waits to be taken by a consumer is <c>Messages - InFlight - Held</c>.</remarks>
/// <param name="Messages">Every message, those being consumed and those held back included (<c>XLEN</c>).</param>
/// <param name="InFlight">Messages that consumers have, handled or in a buffer (<c>XPENDING</c>).</param>
/// <param name="Held">Messages that wait for their redelivery, or were given back and not yet taken again.</param>
/// <param name="Consumers">Consumers that gave a sign of life within three of their leases.</param>
/// <param name="OldestAge">Since the oldest message was added to the queue, by the server's clock; null when the queue is empty.</param>
public sealed record RedisStreamsQueueDepth(long Messages, long InFlight, long Held, int Consumers, TimeSpan? OldestAge);
