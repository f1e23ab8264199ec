namespace MassTransit;

/// <summary>How a receive endpoint reads its queue.</summary>
public interface IRedisStreamsReceiveEndpointConfigurator : IReceiveEndpointConfigurator
{
    /// <summary>How long a message stays with a consumer that gives no sign of life. The endpoint renews it every third of that, also for messages that wait in its buffer.</summary>
    /// <value>1 second to 1 day; by default 30 seconds.</value>
    TimeSpan LeaseDuration { set; }

    /// <summary>How often a message may be delivered without being settled before it goes to the error queue instead: a message that kills its process does so no more often.</summary>
    /// <value>1 or more; null for no limit; by default 10.</value>
    int? MaxDeliveryCount { set; }

    /// <summary>Removes the queue when it has had no consumer for that long. A queue with a consumer is never removed.</summary>
    /// <value>3 seconds or more; null (the default) keeps the queue.</value>
    TimeSpan? AutoDeleteOnIdle { set; }

    /// <summary>Removes what is in the queue when the endpoint starts.</summary>
    /// <value>By default false.</value>
    bool PurgeOnStartup { set; }

    /// <summary>Moves messages whose time to live has passed to the dead-letter queue, with the reason <c>expired</c>, instead of dropping them.</summary>
    /// <value>By default false.</value>
    bool DeadLetterExpiredMessages { set; }

    /// <summary>Lets one consumer read at a time; the others stand by and take over when it stops or dies.</summary>
    /// <value>By default false.</value>
    bool SingleActiveConsumer { set; }

    /// <summary>Refuses to start while another consumer reads the queue.</summary>
    /// <value>By default false.</value>
    bool Exclusive { set; }

    /// <summary>Splits the queue for messages with a partition key: those of one key are consumed in order, one at a time, whichever instance has them.</summary>
    /// <value>1 to 64, and never changed once the queue exists; null (the default) for no partitions.</value>
    int? PartitionCount { set; }

    /// <summary>Most messages the queue may hold, those being consumed included.</summary>
    /// <value>1 or more; null (the default) for no limit.</value>
    long? MaxLength { set; }

    /// <summary>Most memory the queue may take at the server, in bytes, by the server's own estimate (<c>MEMORY USAGE</c>).</summary>
    /// <value>1 or more; null (the default) for no limit.</value>
    long? MaxBytes { set; }

    /// <summary>What happens to a send when the queue is full.</summary>
    /// <value>By default <see cref="RedisStreamsOverflow.Reject"/>.</value>
    RedisStreamsOverflow Overflow { set; }

    /// <summary>Subscribes the queue to a topic by its name.</summary>
    /// <param name="topicName">The topic.</param>
    /// <param name="routingKey">Which messages: null for all, a routing key, or a pattern of words with <c>*</c> (one word) and <c>#</c> (any number), as in AMQP topics.</param>
    void Subscribe(string topicName, string? routingKey = null);

    /// <summary>Subscribes the queue to a message type.</summary>
    /// <param name="routingKey">As in <see cref="Subscribe(string, string?)"/>.</param>
    void Subscribe<T>(string? routingKey = null)
        where T : class;
}
