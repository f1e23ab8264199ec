using Corporation.SagaStore.Consuming;
using MassTransit;
using MassTransit.Context;
using MassTransit.Logging;
using MassTransit.Saga;
using Microsoft.EntityFrameworkCore;

namespace Corporation.SagaStore.Tracking;

/// <summary>
/// One message's view of its sagas; the DbContext is a payload of it. Nothing is saved while the behaviour runs, except a saga that is inserted before it.
/// </summary>
internal sealed class TrackedSagaContext<TSaga, TMessage>(
    ConsumeContext<TMessage> message,
    DbContext context,
    SagaTracking<TSaga> tracking,
    SagaChanges<TSaga> changes,
    ISagaConsumeContextFactory<DbContext, TSaga> contexts)
    : ConsumeContextScope<TMessage>(message, context), SagaRepositoryContext<TSaga, TMessage>
    where TSaga : class, ISaga
    where TMessage : class
{
    private readonly ConsumeContext<TMessage> _message = message;

    public Task<SagaConsumeContext<TSaga, TMessage>> Add(TSaga instance) => CreateSagaConsumeContext(this, instance, SagaConsumeContextMode.Add);

    // Looks before it inserts, so that the retry of whoever loses the race finds the row. The loser's transaction is over with the violation
    // (PostgreSQL's 23505): it is never used again, not even after a savepoint.
    public async Task<SagaConsumeContext<TSaga, TMessage>> Insert(TSaga instance)
    {
        if (await context.Set<TSaga>().AnyAsync(saga => saga.CorrelationId == instance.CorrelationId, CancellationToken))
            return null!; // MassTransit's way to say: load it instead.

        context.Add(instance);

        // Without a transaction it would stay if the behaviour failed: then it is saved at the end.
        if (context.Database.CurrentTransaction is not null)
            await context.SaveChangesAsync(CancellationToken);
        _message.LogInsert<TSaga, TMessage>(instance.CorrelationId);
        return await CreateSagaConsumeContext(this, instance, SagaConsumeContextMode.Insert);
    }

    public async Task<SagaConsumeContext<TSaga, TMessage>> Load(Guid correlationId)
    {
        var saga = await tracking.LoadAsync(context, correlationId, CancellationToken);
        return saga is null
            ? null! // MassTransit's way to say: there is none.
            : await CreateSagaConsumeContext(this, saga, SagaConsumeContextMode.Load);
    }

    public Task Save(SagaConsumeContext<TSaga> context) => Note(changes.Add, context);

    public Task Update(SagaConsumeContext<TSaga> context) => Note(changes.Update, context);

    public Task Delete(SagaConsumeContext<TSaga> context) => Note(changes.Delete, context);

    public Task Undo(SagaConsumeContext<TSaga> context) => Note(changes.Undo, context);

    // It never came into the change tracker.
    public Task Discard(SagaConsumeContext<TSaga> context) => Task.CompletedTask;

    public Task<SagaConsumeContext<TSaga, T>> CreateSagaConsumeContext<T>(ConsumeContext<T> consumeContext, TSaga instance, SagaConsumeContextMode mode)
        where T : class => contexts.CreateSagaConsumeContext(context, Entered(consumeContext, instance.CorrelationId), instance, mode);

    private ConsumeContext<T> Entered<T>(ConsumeContext<T> consumeContext, Guid sagaId)
        where T : class =>
        consumeContext.TryGetPayload(out ISagaOutboxes? outboxes) ? outboxes.Enter(consumeContext, context, sagaId) : consumeContext;

    private static Task Note(Action<TSaga> change, SagaConsumeContext<TSaga> saga)
    {
        change(saga.Saga);
        return Task.CompletedTask;
    }
}
