using MassTransit;
using MassTransit.Context;

namespace Corporation.SagaStore.Repository;

/// <summary>Carries, beside the saga, how it looked when it was read; null when it is new or can't be compared.</summary>
internal sealed class StoredSagaConsumeContext<TSaga, TMessage>(ConsumeContext<TMessage> context, TSaga saga, bool isNew, TSaga? asRead)
    : DefaultSagaConsumeContext<TSaga, TMessage>(context, saga), IStoredSaga<TSaga>
    where TSaga : class, ISaga
    where TMessage : class
{
    public bool IsNew => isNew;

    public TSaga? AsRead => asRead;
}

internal interface IStoredSaga<out TSaga>
    where TSaga : class, ISaga
{
    /// <summary>Not in the store yet.</summary>
    bool IsNew { get; }

    TSaga? AsRead { get; }
}
