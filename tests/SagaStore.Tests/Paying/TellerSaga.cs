using MassTransit;

namespace Corporation.SagaStore.Tests.Paying;

/// <summary>Counts the visits of a customer, says each, and ends with the last.</summary>
public sealed class TellerSaga : MassTransitStateMachine<TellerState>
{
    public TellerSaga()
    {
        InstanceState(teller => teller.CurrentState);
        Event(() => Visited, visit => visit.CorrelateById(context => context.Message.CustomerId));
        Initially(When(Visited).TransitionTo(Known).Then(Count).Publish(Say));
        During(Known, When(Visited).Then(Count).Then(Check).Publish(Say).If(context => context.Message.IsLast, last => last.Finalize()));
        SetCompletedWhenFinalized();
    }

    public State Known { get; private set; } = null!; // Set by the base class.

    public Event<Visit> Visited { get; private set; } = null!; // Set by the base class.

    private static void Count(BehaviorContext<TellerState, Visit> context) => context.Saga.Visits++;

    private static void Check(BehaviorContext<TellerState, Visit> context)
    {
        if (context.Message.IsRefused)
            throw new PaymentRefusedException();
    }

    private static Paid Say(BehaviorContext<TellerState, Visit> context) => new(context.Saga.CorrelationId, context.Saga.Visits);
}

public sealed class TellerState : SagaStateMachineInstance
{
    public Guid CorrelationId { get; set; }

    public string CurrentState { get; set; } = "";

    public int Visits { get; set; }

    public int Version { get; set; }
}

public sealed record Visit(Guid CustomerId)
{
    public bool IsRefused { get; init; }

    public bool IsLast { get; init; }
}
