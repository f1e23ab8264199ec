using MassTransit;

namespace Corporation.RedisStreams.Conformance.Coordinating;

/// <summary>Where one parcel is.</summary>
public sealed class ParcelState : SagaStateMachineInstance
{
    public Guid CorrelationId { get; set; }

    public string CurrentState { get; set; } = "";

    public Guid? Reminder { get; set; }
}
