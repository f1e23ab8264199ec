using System.Runtime.ExceptionServices;
using MassTransit;
using MassTransit.Saga;
using Microsoft.EntityFrameworkCore;

namespace Corporation.SagaStore.Tracking;

/// <summary>Gives each message its sagas through the context of its scope, and saves what became of them: one message, one transaction.</summary>
internal sealed class TrackedSagaContextFactory<TSaga, TContext>(
    TContext context, SagaTracking<TSaga> tracking, SqliteTurns turns, ISagaConsumeContextFactory<DbContext, TSaga> contexts)
    : ISagaRepositoryContextFactory<TSaga>, IQuerySagaRepositoryContextFactory<TSaga>, ILoadSagaRepositoryContextFactory<TSaga>
    where TSaga : class, ISaga
    where TContext : DbContext
{
    public void Probe(ProbeContext probe)
    {
        probe.Add("persistence", "entity-framework");
        probe.Add("context", typeof(TContext).Name);
    }

    public Task Send<T>(ConsumeContext<T> message, IPipe<SagaRepositoryContext<TSaga, T>> next)
        where T : class => RunAsync(message, next.Send);

    public Task SendQuery<T>(ConsumeContext<T> message, ISagaQuery<TSaga> query, IPipe<SagaRepositoryQueryContext<TSaga, T>> next)
        where T : class => RunAsync(
            message,
            async sagas =>
            {
                var found = await tracking.LoadAsync(context, query.FilterExpression, message.CancellationToken);
                await next.Send(new LoadedSagaRepositoryQueryContext<TSaga, T>(sagas, found));
            });

    public Task<T> Execute<T>(Func<QuerySagaRepositoryContext<TSaga>, Task<T>> asyncMethod, CancellationToken cancellationToken = default)
        where T : class => asyncMethod(new TrackedSagaReadContext<TSaga>(context, tracking, cancellationToken));

    public Task<T> Execute<T>(Func<LoadSagaRepositoryContext<TSaga>, Task<T>> asyncMethod, CancellationToken cancellationToken = default)
        where T : class => asyncMethod(new TrackedSagaReadContext<TSaga>(context, tracking, cancellationToken));

    private Task RunAsync<T>(ConsumeContext<T> message, Func<SagaRepositoryContext<TSaga, T>, Task> work)
        where T : class
    {
        var changes = new SagaChanges<TSaga>(context, tracking.ShapeIn(context));
        Task WorkAsync() => work(new TrackedSagaContext<TSaga, T>(message, context, tracking, changes, contexts));

        return context.Database.CurrentTransaction is null
            ? RunUnderStrategyAsync(WorkAsync, changes, message.CancellationToken)
            : JoinAsync(WorkAsync, changes, message.CancellationToken);
    }

    /// <summary>The transaction is somebody else's, an outbox's for example, who commits it.</summary>
    private static async Task JoinAsync(Func<Task> work, SagaChanges<TSaga> changes, CancellationToken cancellationToken)
    {
        await work();
        await changes.SaveAsync(cancellationToken);
    }

    // A strategy that retries (EnableRetryOnFailure) wants to see the whole transaction, but must not repeat it: the behaviour would run twice in
    // one scope, on sagas that it has changed already. It sees no failure; the endpoint's retry consumes the message again in a new scope.
    private async Task RunUnderStrategyAsync(Func<Task> work, SagaChanges<TSaga> changes, CancellationToken cancellationToken)
    {
        var strategy = context.Database.CreateExecutionStrategy();
        if (!strategy.RetriesOnFailure)
        {
            await RunOwnAsync(work, changes, cancellationToken);
            return;
        }

        var failure = await strategy.ExecuteAsync(async () =>
        {
            try
            {
                await RunOwnAsync(work, changes, cancellationToken);
                return null;
            }
            catch (Exception exception)
            {
                return ExceptionDispatchInfo.Capture(exception);
            }
        });
        failure?.Throw();
    }

    private async Task RunOwnAsync(Func<Task> work, SagaChanges<TSaga> changes, CancellationToken cancellationToken)
    {
        var engine = tracking.Engine;
        var fromTheStart = tracking.IsPessimistic || engine.ReadsInTransaction;
        try
        {
            using var turn = engine.WritesInTurn && fromTheStart ? await turns.TakeAsync(context, cancellationToken) : null;
            await using var transaction = fromTheStart ? await engine.BeginAsync(context, tracking.Isolation, cancellationToken) : null;
            await work();

            using (engine.WritesInTurn && !fromTheStart ? await turns.TakeAsync(context, cancellationToken) : null)
                await changes.SaveAsync(cancellationToken);
            if (transaction is not null)
                await transaction.CommitAsync(cancellationToken);
        }
        catch
        {
            // Whoever consumes again in the same scope must not meet what this attempt left behind.
            context.ChangeTracker.Clear();
            throw;
        }
    }
}
