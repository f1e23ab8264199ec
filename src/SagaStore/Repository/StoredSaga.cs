using Corporation.SagaStore.Mapping;
using MassTransit;

namespace Corporation.SagaStore.Repository;

/// <summary>A saga that was registered: checked and compiled when the store opens, not when its first message arrives.</summary>
internal abstract class StoredSaga
{
    /// <exception cref="InvalidOperationException">The saga is not mapped as a store needs it.</exception>
    public abstract void Check(Func<Type, RowPlan> planOf);
}

internal sealed class StoredSaga<TSaga> : StoredSaga
    where TSaga : class, ISaga
{
    public override void Check(Func<Type, RowPlan> planOf)
    {
        var plan = planOf(typeof(TSaga));
        if (plan.Keys is not [{ Property.Name: nameof(ISaga.CorrelationId) }])
            throw new InvalidOperationException($"The key of the saga {typeof(TSaga).Name} must be its CorrelationId alone. Map it with HasKey.");
        if (plan.Token is null)
        {
            throw new InvalidOperationException(
                $"The saga {typeof(TSaga).Name} has no concurrency token, so two messages at once would lose a change. "
                + "Give it an int or long property and map it with IsConcurrencyToken.");
        }
    }
}
