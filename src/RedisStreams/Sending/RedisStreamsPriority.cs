namespace MassTransit;

/// <summary>Which of a queue's messages are read first. Within a priority the oldest goes first.</summary>
/// <remarks>
/// Each priority is a stream of its own, and a read asks for all of them in this order: a queue that is never without messages of a higher
/// priority keeps the lower ones waiting. What is in an endpoint's buffer already is not overtaken; a small <c>PrefetchCount</c> keeps
/// that small. In a queue with partitions a message with a partition key has no priority; those messages are read after the normal ones.
/// </remarks>
public enum RedisStreamsPriority
{
    /// <summary>Read when there is nothing else.</summary>
    Low = -1,

    /// <summary>What messages have when nothing is said.</summary>
    Normal = 0,

    /// <summary>Read before everything else.</summary>
    High = 1,
}
