using MassTransit;
using MassTransit.Saga;

namespace Corporation.SagaStore.Snapshotting;

/// <summary>Gives each message its saga out of Redis.</summary>
internal sealed class SnapshotContextFactory<TSaga>(IServiceProvider services, SnapshotSettings<TSaga> settings, TimeProvider time)
    : ISagaRepositoryContextFactory<TSaga>, IQuerySagaRepositoryContextFactory<TSaga>, ILoadSagaRepositoryContextFactory<TSaga>
    where TSaga : class, ISagaVersion
{
    public void Probe(ProbeContext context)
    {
        context.Add("persistence", "redis");
        context.Add("keyPrefix", settings.KeyPrefix);
    }

    public async Task Send<T>(ConsumeContext<T> context, IPipe<SagaRepositoryContext<TSaga, T>> next)
        where T : class
    {
        var database = await settings.Connect(services);
        if (settings.Mode != ConcurrencyMode.Pessimistic)
        {
            await next.Send(new SnapshotSagaContext<TSaga, T>(context, database, settings, lockToken: ""));
            return;
        }

        var id = context.CorrelationId ?? throw new InvalidOperationException($"A {typeof(T).Name} has no correlation id, so no {typeof(TSaga).Name} can be locked.");
        await using var locked = await SnapshotLock.TakeAsync(
            database, new SnapshotKeys(settings.KeyPrefix, id), settings.LockTimeout, settings.LockRetryTimeout, time, context.CancellationToken);
        await next.Send(new SnapshotSagaContext<TSaga, T>(context, database, settings, locked.Token));
    }

    public Task SendQuery<T>(ConsumeContext<T> context, ISagaQuery<TSaga> query, IPipe<SagaRepositoryQueryContext<TSaga, T>> next)
        where T : class => throw Refusal($"the event {typeof(T).Name} is correlated by an expression ({query.FilterExpression})");

    public Task<T> Execute<T>(Func<QuerySagaRepositoryContext<TSaga>, Task<T>> asyncMethod, CancellationToken cancellationToken = default)
        where T : class => throw Refusal("IQuerySagaRepository was asked");

    public async Task<T> Execute<T>(Func<LoadSagaRepositoryContext<TSaga>, Task<T>> asyncMethod, CancellationToken cancellationToken = default)
        where T : class => await asyncMethod(new SnapshotReadContext<TSaga>(await settings.Connect(services), settings, cancellationToken));

    private static NotImplementedByDesignException Refusal(string what) => new(
        $"Redis finds a {typeof(TSaga).Name} by its CorrelationId only, but {what}. Correlate by id (CorrelateById), or keep the saga in a database.");
}
