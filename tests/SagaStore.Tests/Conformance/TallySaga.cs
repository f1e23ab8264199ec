using MassTransit;

namespace Corporation.SagaStore.Tests.Conformance;

/// <param name="InsertOnInitial">How the machine creates its sagas: after the behaviour, or before it.</param>
public sealed record TallySettings(bool InsertOnInitial)
{
    /// <summary>What else happens while a saga takes a step.</summary>
    public Func<Task> WhileStepping { get; init; } = () => Task.CompletedTask;
}

public sealed class TallySaga : MassTransitStateMachine<TallyState>
{
    public const string BrokenLabel = "broken";

    public TallySaga(TallySettings settings)
    {
        InstanceState(tally => tally.CurrentState);
        Event(() => Starting, found =>
        {
            found.InsertOnInitial = settings.InsertOnInitial;
            if (settings.InsertOnInitial)
                found.SetSagaFactory(context => new TallyState { CorrelationId = context.Message.CorrelationId });
        });
        Event(() => SteppingByLabel, found => found
            .CorrelateBy((tally, message) => tally.Label == message.Message.Label)
            .OnMissingInstance(missing => missing.Discard()));
        Event(() => Asking, found => found.OnMissingInstance(missing => missing.ExecuteAsync(context =>
            context.Publish(new TallySaid(context.Message.CorrelationId, "missing")))));

        Initially(
            When(Starting)
                .Then(context => context.Saga.Label = context.Message.Label)
                .Publish(context => new TallySaid(context.Saga.CorrelationId, "started"))
                .Then(context =>
                {
                    if (context.Message.Label == BrokenLabel)
                        throw new InvalidOperationException("The behaviour's own failure.");
                })
                .TransitionTo(Running),
            When(Flashing).Publish(context => new TallySaid(context.Saga.CorrelationId, "flashed")).Finalize());

        During(
            Running,
            Ignore(Starting),
            When(Stepping).ThenAsync(_ => settings.WhileStepping()).IfAsync(context => Task.FromResult(context.Saga.Take(context.Message.Step)), Announce),
            When(SteppingByLabel).IfAsync(context => Task.FromResult(context.Saga.Take(context.Message.Step)), Announce),
            When(Breaking)
                .Then(context => context.Saga.Steps++)
                .Publish(context => new TallySaid(context.Saga.CorrelationId, "broken"))
                .Then(_ => throw new InvalidOperationException("The behaviour's own failure.")),
            When(Asking).Publish(context => new TallySaid(context.Saga.CorrelationId, "here")),
            When(Closing).Publish(context => new TallySaid(context.Saga.CorrelationId, "closed")).Finalize());

        SetCompletedWhenFinalized();
    }

    public State Running { get; private set; } = null!;

    public Event<StartTally> Starting { get; private set; } = null!;

    public Event<StepTally> Stepping { get; private set; } = null!;

    public Event<StepByLabel> SteppingByLabel { get; private set; } = null!;

    public Event<BreakTally> Breaking { get; private set; } = null!;

    public Event<AskTally> Asking { get; private set; } = null!;

    public Event<CloseTally> Closing { get; private set; } = null!;

    public Event<FlashTally> Flashing { get; private set; } = null!;

    private static EventActivityBinder<TallyState, T> Announce<T>(EventActivityBinder<TallyState, T> binder)
        where T : class => binder.Publish(context => new TallySaid(context.Saga.CorrelationId, $"step {context.Saga.Steps}"));
}
