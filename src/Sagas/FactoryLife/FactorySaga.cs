using Corporation.Contracts.Fleet;
using MassTransit;

namespace Corporation.Sagas.FactoryLife;

/// <summary>
/// A factory's life as HQ sees it (design section 5): online, stale, offline, and back with the next heartbeat. Born when HQ first hears of it; it ends only when
/// somebody forgets it.
/// </summary>
/// <remarks>
/// What it is told to do (active, paused, draining, quarantined) is kept beside that: a factory that is away is still paused when it comes back. Nothing is sent
/// from here but answers; what watches the history tells the bus, the dispatcher and the factory itself.
/// </remarks>
public sealed class FactorySaga : MassTransitStateMachine<FactoryState>
{
    private readonly HearingSteps _hearing;

    /// <summary>Creates the machine; one per process.</summary>
    public FactorySaga(HearingSteps hearing, OrderSteps orders, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(hearing);
        _hearing = hearing;
        InstanceState(factory => factory.CurrentState);
        DeclareEvents();

        Initially(When(OnHeard).ThenAsync(async context =>
        {
            context.Saga.CurrentState = nameof(FactoryPresence.Online);
            await HearAsync(context);
        }));
        During([Online, Stale, Offline],
            When(OnHeard).ThenAsync(HearAsync),
            When(OnDue).ThenAsync(context => GoAsync(context, hearing.Wake(context.Saga))),
            When(OnOrder).ThenAsync(async context =>
            {
                if (!OrderSteps.CanTake(context.Saga, context.Message))
                {
                    await context.RespondAsync(new OrderOutcome(OrderVerdict.Refused, context.Saga));
                    return;
                }

                orders.Take(context.Saga, context.Message);
                await GoAsync(context, context.Saga.Presence);
                await context.RespondAsync(new OrderOutcome(OrderVerdict.Taken, context.Saga));
            }),
            When(OnDrained).Then(context => orders.ConfirmDrained(context.Saga, context.Message)),
            When(OnCanary).Then(context => orders.HearCanary(context.Saga, context.Message)));

        During([Online, Stale],
            When(OnForget).Respond(context => new OrderOutcome(OrderVerdict.Refused, context.Saga)));
        During(Offline,
            When(OnForget).ThenAsync(async context =>
            {
                context.Saga.Record(FactoryEventNames.Forgotten, context.Message.Actor, time.GetUtcNow(), context.Message.Reason);
                await context.RespondAsync(new OrderOutcome(OrderVerdict.Taken, context.Saga));
            }).Finalize());
        SetCompletedWhenFinalized();
    }

    /// <summary>See <see cref="FactoryPresence.Online"/>.</summary>
    public State Online { get; } = null!;

    /// <summary>See <see cref="FactoryPresence.Stale"/>.</summary>
    public State Stale { get; } = null!;

    /// <summary>See <see cref="FactoryPresence.Offline"/>.</summary>
    public State Offline { get; } = null!;

    /// <summary>HQ has heard it.</summary>
    public Event<HearFactory> OnHeard { get; } = null!;

    /// <summary>The clock says that something is due.</summary>
    public Event<FactoryDue> OnDue { get; } = null!;

    /// <summary>Somebody tells it what to do.</summary>
    public Event<OrderFactory> OnOrder { get; } = null!;

    /// <summary>Nothing is left on it.</summary>
    public Event<ConfirmDrained> OnDrained { get; } = null!;

    /// <summary>A canary was sent or has ended.</summary>
    public Event<CanaryNews> OnCanary { get; } = null!;

    /// <summary>Somebody removes it.</summary>
    public Event<ForgetFactory> OnForget { get; } = null!;

    private void DeclareEvents()
    {
        Event(() => OnHeard, e => e.CorrelateById(context => FactoryKey.Of(context.Message.FactoryId)));
        Event(() => OnDue, e => e.CorrelateById(context => context.Message.Key).OnMissingInstance(missing => missing.Discard()));
        Event(() => OnOrder, e => e.CorrelateById(context => FactoryKey.Of(context.Message.FactoryId)).OnMissingInstance(missing =>
            missing.ExecuteAsync(context => context.RespondAsync(new OrderOutcome(OrderVerdict.NotFound)))));
        Event(() => OnDrained, e => e.CorrelateById(context => FactoryKey.Of(context.Message.FactoryId)).OnMissingInstance(missing => missing.Discard()));
        Event(() => OnCanary, e => e.CorrelateById(context => FactoryKey.Of(context.Message.FactoryId)).OnMissingInstance(missing => missing.Discard()));
        Event(() => OnForget, e => e.CorrelateById(context => FactoryKey.Of(context.Message.FactoryId)).OnMissingInstance(missing =>
            missing.ExecuteAsync(context => context.RespondAsync(new OrderOutcome(OrderVerdict.NotFound)))));
    }

    private async Task HearAsync(BehaviorContext<FactoryState, HearFactory> context)
    {
        await GoAsync(context, _hearing.Hear(context.Saga, context.Message));
        await context.RespondAsync(HearingSteps.AnswerTo(context.Saga, context.Message));
    }

    private async Task GoAsync(BehaviorContext<FactoryState> context, FactoryPresence next)
    {
        await context.TransitionToState(GetState(next.ToString()));
        context.Saga.WakeAt = _hearing.AlarmOf(context.Saga);
    }
}
