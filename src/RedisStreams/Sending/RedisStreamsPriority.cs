namespace MassTransit;

/// <summary>Which of a queue's messages are read first. Within a priority the oldest goes first.</summary>
public enum RedisStreamsPriority
{
    /// <summary>Read when there is nothing else.</summary>
    Low = -1,

    /// <summary>What messages have when nothing is said.</summary>
    Normal = 0,

    /// <summary>Read before everything else.</summary>
    High = 1,
}
