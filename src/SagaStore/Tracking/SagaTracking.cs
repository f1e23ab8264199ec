using System.Data;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Corporation.SagaStore.Tracking;

/// <summary>How one saga is loaded through a context: its settings, and what its mapping says once it has been checked.</summary>
internal sealed class SagaTracking<TSaga>(
    TrackingEngine engine, ConcurrencyMode mode, IsolationLevel isolation, Func<IQueryable<TSaga>, IQueryable<TSaga>>? customizeQuery)
    where TSaga : class, ISaga
{
    // By model: one process may build several of one context, for two databases for example.
    private readonly ConditionalWeakTable<IModel, SagaShape> _shapes = [];

    public TrackingEngine Engine => engine;

    public bool IsPessimistic => mode == ConcurrencyMode.Pessimistic;

    public IsolationLevel Isolation => isolation;

    /// <exception cref="InvalidOperationException">The saga is not mapped as the repository needs it.</exception>
    public SagaShape ShapeIn(DbContext context) =>
        _shapes.TryGetValue(context.Model, out var shape) ? shape : _shapes.GetValue(context.Model, _ => MappingCheck.Of<TSaga>(context, engine, mode));

    /// <summary>Null when there is none.</summary>
    public async Task<TSaga?> LoadAsync(DbContext context, Guid id, CancellationToken cancellationToken)
    {
        if (IsPessimistic)
            await engine.LockAsync(context, ShapeIn(context), [id], cancellationToken);

        // Read after the lock and not with it: a row that was waited for is read anew, but what is joined to it is as old as the statement.
        return await Query(context).AsTracking().SingleOrDefaultAsync(saga => saga.CorrelationId == id, cancellationToken);
    }

    public async Task<List<TSaga>> LoadAsync(DbContext context, Expression<Func<TSaga, bool>> filter, CancellationToken cancellationToken)
    {
        var query = Query(context).AsTracking().Where(filter);
        if (IsPessimistic && engine.LocksRows)
        {
            var ids = await context.Set<TSaga>().Where(filter).Select(saga => saga.CorrelationId).ToListAsync(cancellationToken);
            if (ids.Count == 0)
                return [];

            await engine.LockAsync(context, ShapeIn(context), ids, cancellationToken);

            // Only what is locked, and of that what still matches.
            query = query.Where(saga => ids.Contains(saga.CorrelationId));
        }

        return await query.OrderBy(saga => saga.CorrelationId).ToListAsync(cancellationToken);
    }

    public IQueryable<TSaga> Query(DbContext context) => customizeQuery is null ? context.Set<TSaga>() : customizeQuery(context.Set<TSaga>());
}
