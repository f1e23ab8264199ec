namespace MassTransit;

/// <summary>What happens to a send to a queue that is full.</summary>
/// <remarks>
/// Full is a queue at its <see cref="IRedisStreamsReceiveEndpointConfigurator.MaxLength"/> or
/// <see cref="IRedisStreamsReceiveEndpointConfigurator.MaxBytes"/>. A publish of which one subscriber is full goes to none of them. A
/// scheduled message whose queue is full when it is due waits in the schedule, whatever is set here.
/// </remarks>
public enum RedisStreamsOverflow
{
    /// <summary>The send fails with a <see cref="Corporation.RedisStreams.RedisStreamsException"/>.</summary>
    Reject,

    /// <summary>
    /// The send waits for room until its caller gives up (the token of <c>Send</c>), also beyond
    /// <see cref="IRedisStreamsHostConfigurator.SendTimeout"/>.
    /// </summary>
    Block,
}
