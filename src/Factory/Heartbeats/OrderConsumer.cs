using Corporation.Contracts.Announcing;
using Corporation.Factory.Working;
using MassTransit;

namespace Corporation.Factory.Heartbeats;

/// <summary>Hears on the factory's own queue what HQ wants of it, and the probes that show that it hears.</summary>
internal sealed class OrderConsumer(FactoryIdentity identity, IntakeGate gate, DrainDeadline deadline, ReceiveLoopWatch watch, HeartbeatSignal signal)
    : IConsumer<ControlFactory>, IConsumer<ProbeFactory>
{
    public Task Consume(ConsumeContext<ControlFactory> context)
    {
        watch.Turned();
        signal.HqIsThere();
        var order = context.Message;
        if (gate.Obey(order.Mode, order.ModeReason, order.Revision) is Obedience.Changed)
            signal.Raise();

        // Each time: another deadline is no other mode.
        deadline.Set(order.Mode, order.DrainSeconds, order.Revision);
        return Task.CompletedTask;
    }

    public Task Consume(ConsumeContext<ProbeFactory> context)
    {
        if (context.Message.Epoch == identity.Epoch)
            watch.Heard(context.Message.Number);
        else
            watch.Turned();

        // HQ is there: what could not be told it until now need not wait any longer.
        signal.HqIsThere();
        return Task.CompletedTask;
    }
}
