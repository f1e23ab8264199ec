namespace Corporation.SagaStore.Delivering;

/// <summary>An outbox with messages that have to be sent: those of one consumed message, or of one <c>SaveChanges</c>. It goes when they have gone.</summary>
/// <remarks>Whoever delivers has this row locked, so the messages of one outbox leave in their order. Not sealed, for EF Core's proxies.</remarks>
public class OutboxState
{
    /// <summary>The key.</summary>
    public Guid OutboxId { get; set; }

    /// <summary>The saga that sends the messages. Its outboxes leave one after the other, by <see cref="Created"/>. Null: in no order with others.</summary>
    public Guid? SagaId { get; set; }

    /// <summary>When it was stored, by the database's clock, UTC; always after those of the same saga that are still there.</summary>
    public DateTime Created { get; set; }

    /// <summary>Milliseconds after <see cref="Created"/> in which it is left to the flow that created it, which delivers from memory.</summary>
    public int HoldMs { get; set; }

    /// <summary>By the database's clock, UTC: not to be touched before. Null: after the hold.</summary>
    public DateTime? NextTry { get; set; }

    /// <summary>By the database's clock, UTC: when sending one of its messages failed last.</summary>
    public DateTime? LastTry { get; set; }
}
