using Corporation.SagaStore.Configuration;
using MassTransit;

namespace Corporation.SagaStore.Tests.Paying;

/// <summary>Counts the visits of a customer, says each, and ends with the last.</summary>
public sealed class TellerSaga : MassTransitStateMachine<TellerState>
{
    public TellerSaga()
    {
        InstanceState(teller => teller.CurrentState);
        Event(() => Visited, visit => visit.CorrelateById(context => context.Message.CustomerId));
        Event(() => Asked, ask => ask.CorrelateById(context => context.Message.CustomerId));
        Event(() => Ticked, tick => tick.CorrelateById(context => context.Message.CustomerId));
        Event(() => Greeted, greeting => greeting.CorrelateBy((teller, context) => teller.Visits >= context.Message.AtLeast));
        Initially(When(Visited).TransitionTo(Known).Then(Count).ThenAsync(Say));
        During(
            Known,
            When(Visited).Then(Count).Then(Check).ThenAsync(Say).If(context => context.Message.IsLast, last => last.Finalize()),
            When(Asked).ThenAsync(context => SayAsync(context, context.Message.Number)),
            When(Ticked).Then(Count).Publish(context => new Lost(context.Saga.CorrelationId)),
            When(Greeted).Then(Count).ThenAsync(Say));
        SetCompletedWhenFinalized();
    }

    public State Known { get; private set; } = null!; // Set by the base class.

    public Event<Visit> Visited { get; private set; } = null!; // Set by the base class.

    public Event<Ask> Asked { get; private set; } = null!; // Set by the base class.

    public Event<Tick> Ticked { get; private set; } = null!; // Set by the base class.

    public Event<Greeting> Greeted { get; private set; } = null!; // Set by the base class.

    private static void Count(BehaviorContext<TellerState> context) => context.Saga.Visits++;

    private static void Check(BehaviorContext<TellerState, Visit> context)
    {
        if (context.Message.IsRefused)
            throw new PaymentRefusedException();
    }

    private static Task Say(BehaviorContext<TellerState> context) => SayAsync(context, context.Saga.Visits);

    private static Task SayAsync(BehaviorContext<TellerState> context, int number) => context.Publish(
        new Paid(context.Saga.CorrelationId, number), publish => publish.CorrelationId = context.Saga.CorrelationId, context.CancellationToken);
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

/// <summary>Changes nothing of the saga, which says the number.</summary>
public sealed record Ask(Guid CustomerId, int Number);

/// <summary>Changes the saga, which says what nobody consumes.</summary>
public sealed record Tick(Guid CustomerId);

/// <summary>Is for all who have been there so often.</summary>
public sealed record Greeting(int AtLeast);

internal static class TellerRegistration
{
    public static void AddTeller(this IBusRegistrationConfigurator bus, StoreEngine engine, ConcurrencyMode mode) =>
        bus.AddSagaStateMachine<TellerSaga, TellerState>().EntityFrameworkRepository(repository =>
        {
            repository.ExistingDbContext<TillContext>();
            repository.ConcurrencyMode = mode;
            if (engine == StoreEngine.PostgreSql)
                repository.UsePostgres();
            else
                repository.UseSqlite();
        }).Endpoint(endpoint => endpoint.Name = "teller");
}
