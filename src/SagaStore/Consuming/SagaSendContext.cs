using Corporation.SagaStore.Delivering;
using MassTransit;
using MassTransit.Context;
using MassTransit.Middleware;
using MassTransit.Middleware.Outbox;

namespace Corporation.SagaStore.Consuming;

/// <summary>What is sent through it is the saga's. Several sagas that a query finds run at the same time, so each has one.</summary>
internal sealed class SagaSendContext<T> : ConsumeContextScope<T>
    where T : class
{
    /// <param name="context">The saga's.</param>
    /// <param name="received">The message's, without any outbox.</param>
    /// <param name="outgoing">Where messages go to.</param>
    public SagaSendContext(ConsumeContext<T> context, ReceiveContext received, OutboxSendContext outgoing)
        : base(context)
    {
        var outbox = new OutboxReceiveContext(outgoing, received);
        ReceiveContext = outbox;
        PublishEndpointProvider = outbox.PublishEndpointProvider;
        if (context.TryGetPayload(out MessageSchedulerContext? scheduler))
        {
            var own = new ConsumeMessageSchedulerContext(this, scheduler.SchedulerFactory);
            AddOrUpdatePayload<MessageSchedulerContext>(() => own, _ => own);
        }
    }
}

/// <summary>Notes whose messages they are.</summary>
internal sealed class SagaMessages(OutgoingMessages outgoing, Guid sagaId, IServiceProvider provider) : OutboxSendContext
{
    public Task AddSend<T>(SendContext<T> context)
        where T : class
    {
        outgoing.Add(MessageCapture.RowOf(context), sagaId);
        return Task.CompletedTask;
    }

    public object? GetService(Type serviceType) => provider.GetService(serviceType);
}
