namespace MassTransit;

/// <summary>Which messages are sent again, how many and when.</summary>
public sealed record RedisStreamsRequeueOptions
{
    /// <summary>Which of them; null for all.</summary>
    public Func<RedisStreamsPeekedMessage, bool>? Filter { get; init; }

    /// <summary>How long until they arrive; null for at once.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>Most messages to send.</summary>
    /// <value>1 or more; by default all there are.</value>
    public int Limit { get; init; } = int.MaxValue;
}
