using MassTransit;
using MassTransit.Saga;

namespace Corporation.SagaStore.Repository;

/// <summary>MassTransit's registration asks for one; the repository context makes its own, which know how the saga was read.</summary>
internal sealed class StoredSagaConsumeContextFactory<TSaga>(ISagaStorage storage) : ISagaConsumeContextFactory<ISagaStorage, TSaga>
    where TSaga : class, ISaga
{
    public Task<SagaConsumeContext<TSaga, T>> CreateSagaConsumeContext<T>(
        ISagaStorage context, ConsumeContext<T> consumeContext, TSaga instance, SagaConsumeContextMode mode)
        where T : class =>
        new StoredSagaContext<TSaga, T>(consumeContext, storage, new SagaUnit<TSaga>()).CreateSagaConsumeContext(consumeContext, instance, mode);
}
