using MassTransit;
using MassTransit.Context;
using MassTransit.Logging;
using MassTransit.Saga;

namespace Corporation.SagaStore.Repository;

/// <summary>
/// One message's view of its sagas. Nothing is written while the behaviour runs; the factory commits the unit afterwards, so that a handler
/// that throws leaves nothing behind and several sagas found by a query change together or not at all.
/// </summary>
internal sealed class StoredSagaContext<TSaga, TMessage>(ConsumeContext<TMessage> message, ISagaStorage storage, SagaUnit<TSaga> unit)
    : ConsumeContextScope<TMessage>(message), SagaRepositoryContext<TSaga, TMessage>
    where TSaga : class, ISaga
    where TMessage : class
{
    private readonly ConsumeContext<TMessage> _message = message;

    public Task<SagaConsumeContext<TSaga, TMessage>> Add(TSaga instance) => NewAsync(instance);

    // Only looks: writing here would be a commit of its own, and would stay if the behaviour failed. Two that insert at once both get here;
    // the loser's commit is refused by the key, and its retry loads the winner's row.
    public async Task<SagaConsumeContext<TSaga, TMessage>> Insert(TSaga instance)
    {
        if (await storage.Reader.FindAsync<TSaga>(instance.CorrelationId, CancellationToken) is not null)
            return null!; // MassTransit's way to say: load it instead.

        _message.LogInsert<TSaga, TMessage>(instance.CorrelationId);
        return await NewAsync(instance);
    }

    public async Task<SagaConsumeContext<TSaga, TMessage>> Load(Guid correlationId)
    {
        var saga = await storage.Reader.FindAsync<TSaga>(correlationId, CancellationToken);
        return saga is null
            ? null! // MassTransit's way to say: there is none.
            : await CreateSagaConsumeContext(_message, saga, SagaConsumeContextMode.Load);
    }

    public Task Save(SagaConsumeContext<TSaga> context)
    {
        unit.Insert(context.Saga);
        return Task.CompletedTask;
    }

    public Task Update(SagaConsumeContext<TSaga> context)
    {
        if (context is IStoredSaga<TSaga> { IsNew: true })
            unit.Insert(context.Saga);
        else
            unit.Update(context.Saga, IsUnchanged(context));
        return Task.CompletedTask;
    }

    public Task Delete(SagaConsumeContext<TSaga> context)
    {
        if (context is IStoredSaga<TSaga> { IsNew: true })
            unit.Discard(context.Saga);
        else
            unit.Delete(context.Saga);
        return Task.CompletedTask;
    }

    // Also called after an exception, which the unit does not survive anyway.
    public Task Discard(SagaConsumeContext<TSaga> context)
    {
        unit.Discard(context.Saga);
        return Task.CompletedTask;
    }

    public Task Undo(SagaConsumeContext<TSaga> context) => Task.CompletedTask;

    public Task<SagaConsumeContext<TSaga, T>> CreateSagaConsumeContext<T>(ConsumeContext<T> consumeContext, TSaga instance, SagaConsumeContextMode mode)
        where T : class
    {
        var loaded = mode == SagaConsumeContextMode.Load;
        return Task.FromResult<SagaConsumeContext<TSaga, T>>(
            new StoredSagaConsumeContext<TSaga, T>(consumeContext, instance, !loaded, loaded ? storage.ImageOf<TSaga>().Take(instance) : null));
    }

    private Task<SagaConsumeContext<TSaga, TMessage>> NewAsync(TSaga instance) => Task.FromResult<SagaConsumeContext<TSaga, TMessage>>(
        new StoredSagaConsumeContext<TSaga, TMessage>(_message, instance, isNew: true, asRead: null));

    private bool IsUnchanged(SagaConsumeContext<TSaga> context) =>
        context is IStoredSaga<TSaga> stored && storage.ImageOf<TSaga>().Matches(stored.AsRead, context.Saga);
}
