namespace Corporation.SagaStore.Consuming;

/// <summary>That a consumer has consumed a message. The row is inserted by the transaction that has the consumer's own changes.</summary>
/// <remarks>Not sealed, for EF Core's proxies.</remarks>
public class InboxState
{
    /// <summary>The message; of one that was redelivered under another id, the original one. First part of the key.</summary>
    public Guid MessageId { get; set; }

    /// <summary>The consumer: a hash of its endpoint, its type and the type of the message. Second part of the key.</summary>
    public Guid ConsumerId { get; set; }

    /// <summary>When, by the database's clock, UTC.</summary>
    public DateTime Consumed { get; set; }
}
