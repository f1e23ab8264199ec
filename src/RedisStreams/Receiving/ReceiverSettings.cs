using Corporation.RedisStreams.Addressing;

namespace Corporation.RedisStreams.Receiving;

/// <summary>How one consumer reads one queue.</summary>
internal sealed record ReceiverSettings
{
    /// <summary>The queue to read.</summary>
    public required QueueName Queue { get; init; }

    /// <summary>Where entries go that were delivered too often, or that are no messages.</summary>
    public required QueueName ErrorQueue { get; init; }

    /// <summary>Where expired entries go when <see cref="DeadLetterExpired"/> is on.</summary>
    public required QueueName SkippedQueue { get; init; }

    /// <summary>The most entries to have at a time, those being handled included.</summary>
    /// <value>1 or more; default 100.</value>
    public int PrefetchCount { get; init; } = 100;

    /// <summary>The most entries to handle at a time.</summary>
    /// <value>1 to <see cref="PrefetchCount"/>; default 100.</value>
    public int ConcurrentMessageLimit { get; init; } = 100;

    /// <summary>How long an entry stays with a consumer that gives no sign of life. Renewed every third of it.</summary>
    /// <value>1 second or more; default 30 seconds.</value>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How often an entry may be delivered without being settled; delivered once more it goes to <see cref="ErrorQueue"/> instead.
    /// </summary>
    /// <value>1 or more; default null: no limit.</value>
    public int? MaxDeliveryCount { get; init; }

    public ReceiverMode Mode { get; init; }

    /// <summary>Number of partitions of the queue, as declared.</summary>
    /// <value>1 to 64; default null: not partitioned.</value>
    public int? Partitions { get; init; }

    /// <summary>
    /// After how long without a consumer the queue's keys expire, at the earliest: a live one makes it twice that, once in that time.
    /// </summary>
    /// <value>Default null: never.</value>
    public TimeSpan? AutoDeleteOnIdle { get; init; }

    /// <summary>Whether expired entries are moved to <see cref="SkippedQueue"/> rather than dropped.</summary>
    public bool DeadLetterExpired { get; init; }

    /// <summary>What the queue subscribes to, as declared; looked after once in a lease.</summary>
    public IReadOnlyCollection<TopicName> Topics { get; init; } = [];

    /// <summary>What the consumer's name starts with; a number follows.</summary>
    /// <value>Default: the machine's name.</value>
    public string ConsumerNamePrefix { get; init; } = Environment.MachineName;

    /// <summary>
    /// The proof that a consumer's name is held by this one. A receiver that takes the place of a failed one of its own process gets the
    /// name again with it.
    /// </summary>
    /// <value>Default: a new one.</value>
    public string ConsumerToken { get; init; } = Seat.NewToken();

    /// <summary>
    /// How long a consumer's name is kept without a sign of life: three leases, for it is shown once in a lease at least.
    /// </summary>
    public TimeSpan SeatDuration => 3 * LeaseDuration;

    public int PartitionCount => Partitions ?? 0;

    /// <summary>What a consumer must own to read, as <c>receive.lua</c> names it; empty for nothing.</summary>
    public string MustOwn => Mode != ReceiverMode.Shared ? "all" : Partitions is null ? "" : "partitions";
}
