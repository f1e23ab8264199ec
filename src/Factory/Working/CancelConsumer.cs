using Corporation.Contracts.Cancelling;
using Corporation.Factory.Heartbeats;
using MassTransit;

namespace Corporation.Factory.Working;

/// <summary>Hears on the factory's own queue that a mission is to be cancelled. A claim that is not held needs nothing.</summary>
internal sealed class CancelConsumer(HeldClaims claims, HeartbeatSignal signal) : IConsumer<CancelAttempt>
{
    public Task Consume(ConsumeContext<CancelAttempt> context)
    {
        signal.HqIsThere();
        claims.Find(context.Message.ClaimToken)?.Stop(StopReason.CancelRequested);
        return Task.CompletedTask;
    }
}
