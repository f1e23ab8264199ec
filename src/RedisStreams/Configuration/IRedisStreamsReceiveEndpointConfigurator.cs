namespace MassTransit;

/// <summary>How a receive endpoint reads its queue.</summary>
/// <remarks>
/// Checked when the bus is built, or when the endpoint is connected to a running one; what is out of range, or contradicts, is told by a
/// <see cref="ConfigurationException"/>, all of it at once. Whoever starts last decides the queue's bounds and its
/// <see cref="AutoDeleteOnIdle"/>; all that read a queue should be set alike.
/// </remarks>
public interface IRedisStreamsReceiveEndpointConfigurator : IReceiveEndpointConfigurator
{
    /// <summary>How long a message stays with a consumer that gives no sign of life.</summary>
    /// <value>1 second to 1 day; by default 30 seconds.</value>
    /// <remarks>
    /// The endpoint renews it every third of that, also for messages that wait in its buffer, so the length of a handler doesn't matter. It
    /// is also how long the others wait for a message of a process that died, and how long an outage of the server may be before messages
    /// are another's. By the server's idle time (<c>XPENDING</c>, <c>XCLAIM … JUSTID</c>), so nobody's clock counts. All readers of a queue
    /// should have the same: each takes over by its own.
    /// </remarks>
    TimeSpan LeaseDuration { set; }

    /// <summary>How often a message may be delivered without being settled before it goes to the error queue instead.</summary>
    /// <value>1 or more; null for no limit; by default 10.</value>
    /// <remarks>
    /// So a message that kills its process does so no more often. By the server's delivery count (<c>XPENDING</c>), in which planned
    /// redeliveries don't count. What a killed process had only fetched counts too; a small <c>PrefetchCount</c> keeps that number small.
    /// </remarks>
    int? MaxDeliveryCount { set; }

    /// <summary>Removes the queue when it has had no consumer for that long. A consumer that can reach the server keeps it; one that can't for twice as long counts as gone.</summary>
    /// <value>3 seconds or more; null (the default) keeps the queue.</value>
    /// <remarks>
    /// By a time to live on all its keys (<c>PEXPIRE</c>), which a consumer renews to twice the value, and a send does not. So the queue
    /// goes between once and twice that time after its last consumer did.
    /// </remarks>
    TimeSpan? AutoDeleteOnIdle { set; }

    /// <summary>Removes what is in the queue when the endpoint starts.</summary>
    /// <value>By default false.</value>
    /// <remarks>
    /// Once for each start of the bus, and not while another consumer reads the queue; one that died counts for three of its leases.
    /// </remarks>
    bool PurgeOnStartup { set; }

    /// <summary>
    /// Moves messages whose time to live has passed to the dead-letter queue, with the reason <c>expired</c>, instead of dropping them.
    /// </summary>
    /// <value>By default false.</value>
    /// <remarks>An expired message is noticed when it is handed out, by the server's clock; until then it lies in the queue.</remarks>
    bool DeadLetterExpiredMessages { set; }

    /// <summary>Lets one consumer read at a time; the others stand by and take over when it stops or dies.</summary>
    /// <value>By default false.</value>
    /// <remarks>
    /// After a death that takes a <see cref="LeaseDuration"/>. Not together with <see cref="Exclusive"/> or <see cref="PartitionCount"/>.
    /// </remarks>
    bool SingleActiveConsumer { set; }

    /// <summary>Refuses to start while another consumer reads the queue.</summary>
    /// <value>By default false.</value>
    /// <remarks>
    /// The endpoint is faulted meanwhile and goes on trying. Not together with <see cref="SingleActiveConsumer"/> or
    /// <see cref="PartitionCount"/>.
    /// </remarks>
    bool Exclusive { set; }

    /// <summary>
    /// Splits the queue for messages with a partition key: those of one key are consumed in order, one at a time, whichever instance has
    /// them.
    /// </summary>
    /// <value>1 to 64, and never changed once the queue exists; null (the default) for no partitions.</value>
    /// <remarks>
    /// Each partition is a stream of its own, which one instance owns for a <see cref="LeaseDuration"/> at a time. A message with a key has
    /// no priority there. An endpoint that says another number than the queue has is faulted: delete the queue first
    /// (<see cref="IRedisStreamsQueues.DeleteQueueAsync"/>). Not together with <see cref="SingleActiveConsumer"/> or
    /// <see cref="Exclusive"/>.
    /// </remarks>
    int? PartitionCount { set; }

    /// <summary>Most messages the queue may hold, those being consumed included.</summary>
    /// <value>1 or more; null (the default) for no limit.</value>
    /// <remarks>
    /// By <c>XLEN</c> of the queue's streams. What happens to a send beyond it: <see cref="Overflow"/>. Nothing is ever trimmed.
    /// </remarks>
    long? MaxLength { set; }

    /// <summary>Most memory the queue may take at the server, by the server's own estimate (<c>MEMORY USAGE</c>).</summary>
    /// <value>1 or more, in bytes; null (the default) for no limit.</value>
    /// <remarks>
    /// A send is refused once the queue has reached it; the last one that was taken may go beyond. What happens then:
    /// <see cref="Overflow"/>.
    /// </remarks>
    long? MaxBytes { set; }

    /// <summary>What happens to a send when the queue is full.</summary>
    /// <value>By default <see cref="RedisStreamsOverflow.Reject"/>.</value>
    /// <remarks>Of use with <see cref="MaxLength"/> or <see cref="MaxBytes"/> only.</remarks>
    RedisStreamsOverflow Overflow { set; }

    /// <summary>Subscribes the queue to a topic by its name.</summary>
    /// <remarks>
    /// In addition to what its consumers subscribe to; set <c>ConfigureConsumeTopology</c> to false to have only this. Several patterns for
    /// one topic are as one: a message that matches any comes once. A subscription stays when it is no longer configured, until
    /// <see cref="IRedisStreamsQueues.UnsubscribeAsync"/> ends it.
    /// </remarks>
    /// <param name="topicName">The topic: 1 to 200 letters, digits and <c>-_.:+~=@$</c>.</param>
    /// <param name="routingKey">
    /// Which messages: null for all, a routing key, or a pattern of words with <c>*</c> (one word) and <c>#</c> (any number), as in AMQP
    /// topics.
    /// </param>
    /// <exception cref="ArgumentException">The topic's name is empty, too long or has a character that is not allowed; at once.</exception>
    void Subscribe(string topicName, string? routingKey = null);

    /// <summary>Subscribes the queue to a message type, which is the topic of the type's entity name.</summary>
    /// <remarks>As <see cref="Subscribe(string, string?)"/>.</remarks>
    /// <typeparam name="T">The message type.</typeparam>
    /// <param name="routingKey">As in <see cref="Subscribe(string, string?)"/>.</param>
    /// <exception cref="ArgumentException">
    /// The type's entity name is too long or has a character that is not allowed; at once. Give the type another by <c>SetEntityName</c>.
    /// </exception>
    void Subscribe<T>(string? routingKey = null)
        where T : class;
}
