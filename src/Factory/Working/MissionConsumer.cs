using Corporation.Contracts.Offering;
using Corporation.Factory.Handling;
using MassTransit;

namespace Corporation.Factory.Working;

/// <summary>
/// Consumes the offers of one kind: claims each, runs the handler, reports. One instance serves the endpoint; only the handler gets a scope.
/// </summary>
/// <remarks>The endpoint's concurrency limit is the kind's number of slots, so <see cref="Consume"/> returns when the slot is really free.</remarks>
internal sealed class MissionConsumer<THandler, TInput, TResult>(OfferDesk desk, HandlerInvoker<THandler, TInput, TResult> invoker) : IConsumer<ExecuteMission>
    where THandler : class, IMissionHandler<TInput, TResult>
{
    public Task Consume(ConsumeContext<ExecuteMission> context) => desk.TakeSharedAsync(context, invoker);
}
