namespace Corporation.SagaStore.Delivering;

/// <summary>A message that has to be sent, serialized.</summary>
/// <remarks>Text where a type could fail to be read: a row that can't be sent must be readable. Not sealed, for EF Core's proxies.</remarks>
public class OutboxMessage
{
    /// <summary>Its outbox. First part of the key.</summary>
    public Guid OutboxId { get; set; }

    /// <summary>Its place in the outbox, from 1. Second part of the key.</summary>
    public long SequenceNumber { get; set; }

    /// <summary>The message's id; whoever gets it twice recognizes it by this.</summary>
    public Guid MessageId { get; set; }

    /// <summary>The conversation.</summary>
    public Guid? ConversationId { get; set; }

    /// <summary>The correlation id.</summary>
    public Guid? CorrelationId { get; set; }

    /// <summary>The correlation id of the message that caused this one.</summary>
    public Guid? InitiatorId { get; set; }

    /// <summary>The request that it makes or answers.</summary>
    public Guid? RequestId { get; set; }

    /// <summary>The token by which a scheduled message is cancelled.</summary>
    public Guid? ScheduledMessageId { get; set; }

    /// <summary>Where it was sent from.</summary>
    public string? SourceAddress { get; set; }

    /// <summary>Where it goes.</summary>
    public string? DestinationAddress { get; set; }

    /// <summary>Where answers go.</summary>
    public string? ResponseAddress { get; set; }

    /// <summary>Where faults go.</summary>
    public string? FaultAddress { get; set; }

    /// <summary>When it was handed over, by the sender's clock, UTC. Only told, never reckoned with.</summary>
    public DateTime SentTime { get; set; }

    /// <summary>How long the transport is to hold it back, in milliseconds from the outbox's <see cref="OutboxState.Created"/>.</summary>
    public long? DelayMs { get; set; }

    /// <summary>How long it is of use, in milliseconds from the outbox's <see cref="OutboxState.Created"/>.</summary>
    public long? TimeToLiveMs { get; set; }

    /// <summary>The media type of the body.</summary>
    public string ContentType { get; set; } = "";

    /// <summary>The types it can be read as, separated by semicolons.</summary>
    public string MessageType { get; set; } = "";

    /// <summary>The body.</summary>
    public string Body { get; set; } = "";

    /// <summary>The headers, as JSON.</summary>
    public string? Headers { get; set; }

    /// <summary>What the transport keeps besides the headers (routing key, partition key, priority), as JSON.</summary>
    public string? Properties { get; set; }

    /// <summary>How many tries to send it count against it. Tries while the bus was away don't.</summary>
    public int Tries { get; set; }

    /// <summary>Why the last try failed.</summary>
    public string? LastError { get; set; }

    /// <summary>When it was given up, by the database's clock, UTC; null while it is to be sent.</summary>
    public DateTime? Parked { get; set; }
}
