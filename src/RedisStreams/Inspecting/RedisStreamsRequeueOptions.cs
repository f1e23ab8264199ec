namespace MassTransit;

/// <summary>Which messages <see cref="IRedisStreamsQueues.RequeueAsync"/> sends again, how many and when.</summary>
public sealed record RedisStreamsRequeueOptions
{
    /// <summary>Which of them.</summary>
    /// <value>By default null: all. Called once for each message that is looked at, with its body; what it throws ends the requeue.</value>
    public Func<RedisStreamsPeekedMessage, bool>? Filter { get; init; }

    /// <summary>How long until they arrive.</summary>
    /// <value>Zero or more, rounded up to milliseconds; by default null: at once.</value>
    /// <remarks>
    /// They wait in the schedule, each under a token of its own that nobody is told; a full target keeps them there and refuses none.
    /// </remarks>
    public TimeSpan? Delay { get; init; }

    /// <summary>Most messages to send.</summary>
    /// <value>1 or more; by default all there are.</value>
    public int Limit { get; init; } = int.MaxValue;
}
