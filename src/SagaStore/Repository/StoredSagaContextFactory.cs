using MassTransit;
using MassTransit.Saga;
using Microsoft.EntityFrameworkCore;

namespace Corporation.SagaStore.Repository;

/// <summary>Gives each message its view of the sagas, and commits what it did: one unit, one commit.</summary>
internal sealed class StoredSagaContextFactory<TSaga>(ISagaStorage storage)
    : ISagaRepositoryContextFactory<TSaga>, IQuerySagaRepositoryContextFactory<TSaga>, ILoadSagaRepositoryContextFactory<TSaga>
    where TSaga : class, ISaga
{
    public void Probe(ProbeContext context) => context.Add("persistence", "sagastore");

    public async Task Send<T>(ConsumeContext<T> context, IPipe<SagaRepositoryContext<TSaga, T>> next)
        where T : class
    {
        var unit = new SagaUnit<TSaga>();
        await next.Send(new StoredSagaContext<TSaga, T>(context, storage, unit));
        await unit.CommitAsync(storage.Writer, context.CancellationToken);
    }

    public async Task SendQuery<T>(ConsumeContext<T> context, ISagaQuery<TSaga> query, IPipe<SagaRepositoryQueryContext<TSaga, T>> next)
        where T : class
    {
        var sagas = await LoadAsync(query, context.CancellationToken);
        var unit = new SagaUnit<TSaga>();
        var sagaContext = new StoredSagaContext<TSaga, T>(context, storage, unit);
        await next.Send(new LoadedSagaRepositoryQueryContext<TSaga, T>(sagaContext, sagas));
        await unit.CommitAsync(storage.Writer, context.CancellationToken);
    }

    public Task<T> Execute<T>(Func<QuerySagaRepositoryContext<TSaga>, Task<T>> asyncMethod, CancellationToken cancellationToken = default)
        where T : class => asyncMethod(new StoredSagaReadContext<TSaga>(storage, cancellationToken));

    public Task<T> Execute<T>(Func<LoadSagaRepositoryContext<TSaga>, Task<T>> asyncMethod, CancellationToken cancellationToken = default)
        where T : class => asyncMethod(new StoredSagaReadContext<TSaga>(storage, cancellationToken));

    private async Task<List<TSaga>> LoadAsync(ISagaQuery<TSaga> query, CancellationToken cancellationToken)
    {
        await using var context = storage.CreateContext();
        return await context.Set<TSaga>().AsNoTracking().Where(query.FilterExpression).ToListAsync(cancellationToken);
    }
}
