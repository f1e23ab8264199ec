using MassTransit;

namespace Corporation.SagaStore.Tests.Counting;

/// <summary>A saga that two messages at once would spoil.</summary>
public sealed class TokenlessState : ISaga
{
    public Guid CorrelationId { get; set; }
}
