namespace Corporation.SagaStore.Repository;

/// <summary>Another message changed or removed the saga after it was read. Nothing was changed; consuming the message again works on the new state.</summary>
public sealed class SagaConflictException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="sagaType">The saga's type.</param>
    /// <param name="correlationId">The saga.</param>
    public SagaConflictException(Type sagaType, Guid correlationId)
        : base($"{sagaType.Name} {correlationId} was changed or removed by another message since it was read. Consume the message again (UseSagaStoreRetry does).")
    {
        SagaType = sagaType;
        CorrelationId = correlationId;
    }

    /// <summary>The saga's type.</summary>
    public Type SagaType { get; }

    /// <summary>The saga.</summary>
    public Guid CorrelationId { get; }
}
