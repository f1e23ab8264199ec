namespace MassTransit;

/// <summary>What happens to a send to a queue that is full.</summary>
public enum RedisStreamsOverflow
{
    /// <summary>The send fails.</summary>
    Reject,

    /// <summary>The send waits for room until its caller gives up.</summary>
    Block,
}
