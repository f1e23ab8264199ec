namespace MassTransit;

/// <summary>How much is in a queue, all at one moment.</summary>
/// <param name="Messages">Every message, those being consumed and those held back included.</param>
/// <param name="InFlight">Messages that consumers have.</param>
/// <param name="Held">Messages that wait for their redelivery.</param>
/// <param name="Consumers">Consumers that gave a sign of life lately.</param>
/// <param name="OldestAge">Since the oldest message was sent, by the server's clock; null when the queue is empty.</param>
public sealed record RedisStreamsQueueDepth(long Messages, long InFlight, long Held, int Consumers, TimeSpan? OldestAge);
