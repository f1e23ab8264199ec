using MassTransit;
using MassTransit.Middleware;
using MassTransit.Saga;
using Microsoft.EntityFrameworkCore;

namespace Corporation.SagaStore.Tracking;

/// <summary>Reads sagas outside of any message.</summary>
internal sealed class TrackedSagaReadContext<TSaga>(DbContext context, SagaTracking<TSaga> tracking, CancellationToken cancellationToken)
    : BasePipeContext(cancellationToken), QuerySagaRepositoryContext<TSaga>, LoadSagaRepositoryContext<TSaga>
    where TSaga : class, ISaga
{
    public async Task<TSaga> Load(Guid correlationId)
    {
        tracking.ShapeIn(context);
        return (await tracking.Query(context).AsNoTracking()
            .SingleOrDefaultAsync(saga => saga.CorrelationId == correlationId, CancellationToken))!; // MassTransit's contract: null when there is none.
    }

    public async Task<SagaRepositoryQueryContext<TSaga>> Query(ISagaQuery<TSaga> query, CancellationToken cancellationToken)
    {
        tracking.ShapeIn(context);
        var ids = await context.Set<TSaga>().AsNoTracking()
            .Where(query.FilterExpression)
            .Select(saga => saga.CorrelationId)
            .ToListAsync(cancellationToken);
        return new DefaultSagaRepositoryQueryContext<TSaga>(this, ids);
    }
}
