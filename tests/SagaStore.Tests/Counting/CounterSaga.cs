using MassTransit;

namespace Corporation.SagaStore.Tests.Counting;

/// <summary>How the machine creates its sagas: after the behaviour, or before it.</summary>
public sealed record CounterSettings(bool InsertOnInitial);

public sealed class CounterSaga : MassTransitStateMachine<CounterState>
{
    public CounterSaga(CounterSettings settings)
    {
        InstanceState(counter => counter.CurrentState);
        Event(() => Opening, found =>
        {
            found.InsertOnInitial = settings.InsertOnInitial;
            if (settings.InsertOnInitial)
                found.SetSagaFactory(context => new CounterState { CorrelationId = context.Message.CorrelationId });
        });
        Event(() => Stepping, found => found.OnMissingInstance(missing => missing.Discard()));
        Event(() => SteppingByColor, found => found
            .CorrelateBy((counter, message) => counter.Color == message.Message.Color)
            .OnMissingInstance(missing => missing.Discard()));
        Event(() => Asking, found => found.OnMissingInstance(missing => missing.ExecuteAsync(context =>
            context.RespondAsync(new CounterAnswer(context.Message.CorrelationId, -1)))));

        Initially(
            When(Opening).Then(context =>
            {
                context.Saga.Name = context.Message.Name;
                context.Saga.Step("opened");
            }).TransitionTo(Open),
            When(Flashing).Then(context => context.Saga.Step("flashed")).Finalize());

        During(
            Open,
            Ignore(Opening),
            When(Stepping)
                .Then(context => context.Saga.Step(context.Message.What))
                .PublishAsync(context => Task.FromResult(new CounterStepped(context.Saga.CorrelationId, context.Saga.Steps))),
            When(SteppingByColor).Then(context => context.Saga.Step(context.Message.What)),
            When(Breaking).Then(context => context.Saga.Step("broken"))
                .PublishAsync(context => Task.FromResult(new CounterStepped(context.Saga.CorrelationId, context.Saga.Steps)))
                .Then(_ => throw new InvalidOperationException("The handler's own failure.")),
            When(Repeating).Then(context => context.Saga.Append(new CounterStep { CounterId = context.Saga.CorrelationId, Number = 1, What = "twice" })),
            When(Asking).RespondAsync(context => Task.FromResult(new CounterAnswer(context.Saga.CorrelationId, context.Saga.Steps))),
            When(Closing).Then(context => context.Saga.Step("closed")).Finalize());

        SetCompletedWhenFinalized();
    }

    public State Open { get; private set; } = null!;

    public Event<OpenCounter> Opening { get; private set; } = null!;

    public Event<StepCounter> Stepping { get; private set; } = null!;

    public Event<StepByColor> SteppingByColor { get; private set; } = null!;

    public Event<BreakCounter> Breaking { get; private set; } = null!;

    public Event<RepeatStep> Repeating { get; private set; } = null!;

    public Event<AskCounter> Asking { get; private set; } = null!;

    public Event<CloseCounter> Closing { get; private set; } = null!;

    public Event<FlashCounter> Flashing { get; private set; } = null!;
}
