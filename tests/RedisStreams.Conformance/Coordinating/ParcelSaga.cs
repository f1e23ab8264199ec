using MassTransit;

namespace Corporation.RedisStreams.Conformance.Coordinating;

/// <summary>Accepted, then delivered or overdue; the reminder is taken back on delivery.</summary>
public sealed class ParcelSaga : MassTransitStateMachine<ParcelState>
{
    public ParcelSaga()
    {
        InstanceState(state => state.CurrentState);
        Event(() => Accepted, e => e.CorrelateById(context => context.Message.ParcelId));
        Event(() => Delivered, e => e.CorrelateById(context => context.Message.ParcelId));
        Schedule(
            () => Reminder,
            state => state.Reminder,
            schedule => schedule.Received = e => e.CorrelateById(context => context.Message.ParcelId));

        Initially(When(Accepted)
            .If(
                context => context.Message.RemindAfter is not null,
                then => then.Schedule(
                    Reminder, context => new ReminderDue(context.Saga.CorrelationId), context => context.Message.RemindAfter!.Value))
            .Publish(context => new ParcelTakenIn(context.Saga.CorrelationId))
            .TransitionTo(OnTheWay));

        During(
            OnTheWay,
            When(Delivered)
                .If(context => context.Saga.Reminder is not null, then => then.Unschedule(Reminder))
                .Publish(context => new ParcelClosed(context.Saga.CorrelationId, "delivered"))
                .TransitionTo(Closed),
            When(Reminder.Received)
                .Publish(context => new ParcelClosed(context.Saga.CorrelationId, "overdue"))
                .TransitionTo(Closed));

        // A reminder that came after all: it must show. The received event wouldn't, for the machine drops one that it has taken back.
        During(
            Closed,
            When(Reminder.AnyReceived).Publish(context => new ParcelClosed(context.Saga.CorrelationId, "reminded after the end")));
    }

    public State OnTheWay { get; private set; } = null!;

    public State Closed { get; private set; } = null!;

    public Event<ParcelAccepted> Accepted { get; private set; } = null!;

    public Event<ParcelDelivered> Delivered { get; private set; } = null!;

    public Schedule<ParcelState, ReminderDue> Reminder { get; private set; } = null!;
}
