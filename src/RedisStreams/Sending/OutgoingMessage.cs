using Corporation.RedisStreams.Protocol;
using MassTransit;

namespace Corporation.RedisStreams.Sending;

/// <summary>One message to send. It and its body must not change until the send ended.</summary>
internal sealed class OutgoingMessage
{
    private Guid _ownToken;

    public required Destination Destination { get; init; }

    /// <summary>Goes to the socket as it is, without a copy.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Null: whoever reads it takes its endpoint's default.</summary>
    public string? ContentType { get; init; }

    public Guid? MessageId { get; init; }

    /// <summary>One JSON object of strings, numbers and booleans, as UTF-8; empty when there are none.</summary>
    public ReadOnlyMemory<byte> Headers { get; init; }

    /// <summary>A queue with partitions keeps the messages of one key in order.</summary>
    public string? PartitionKey { get; init; }

    /// <summary>What subscriptions to a topic match their patterns with.</summary>
    public string? RoutingKey { get; init; }

    public RedisStreamsPriority Priority { get; init; }

    /// <summary>Counts from the moment the message is in its queue, by the server's clock.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>Puts the message into the schedule for so long.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>Puts the message into the schedule until then, by the server's clock. <see cref="Delay"/> goes first.</summary>
    public DateTimeOffset? DueTime { get; init; }

    /// <summary>Names the message in the schedule: for cancelling it, and another message with the same token replaces it.</summary>
    public Guid? ScheduleToken { get; init; }

    /// <summary>
    /// For so long another message with the same <see cref="MessageId"/> to the same destination is not sent, and this one is sent again by
    /// itself when the server gives no answer. Scheduled messages are the same only if their <see cref="ScheduleToken"/> is the same too:
    /// putting a message off again is no duplicate.
    /// </summary>
    public TimeSpan? DeduplicationWindow { get; init; }

    /// <summary>Fails when the queue doesn't exist, instead of creating it: for answers to a temporary queue that may be gone.</summary>
    public bool OnlyIfExists { get; init; }

    /// <summary>Null: the sender's own.</summary>
    public RedisStreamsDurability? Durability { get; init; }

    /// <summary>The one that was given, or one that stays the same however often this message is tried.</summary>
    internal Guid Token
    {
        get
        {
            if (ScheduleToken is { } given)
                return given;
            if (_ownToken == Guid.Empty)
                _ownToken = Guid.NewGuid();
            return _ownToken;
        }
    }

    internal bool IsScheduled => Delay is not null || DueTime is not null;

    internal Lane Lane => Priority switch
    {
        RedisStreamsPriority.High => Lane.High,
        RedisStreamsPriority.Low => Lane.Low,
        _ => Lane.Normal,
    };
}
