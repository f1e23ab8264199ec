using System.Collections.Concurrent;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Corporation.SagaStore.Tracking;

/// <summary>What became of one message's sagas: noted while they run, applied to the change tracker when all have ended.</summary>
internal sealed class SagaChanges<TSaga>(DbContext context, SagaShape shape)
    where TSaga : class, ISaga
{
    // Of several sagas found by a query one may end while another still runs, and a change tracker is for one at a time.
    private readonly ConcurrentQueue<Action> _changes = new();

    public void Add(TSaga saga) => _changes.Enqueue(() => context.Add(saga));

    public void Update(TSaga saga) => _changes.Enqueue(() => shape.Touch(context.Entry(saga)));

    public void Delete(TSaga saga) => _changes.Enqueue(() => context.Remove(saga));

    public void Undo(TSaga saga) => _changes.Enqueue(() => shape.Forget(context.Entry(saga)));

    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        context.ChangeTracker.DetectChanges();
        while (_changes.TryDequeue(out var change))
            change();
        await context.SaveChangesAsync(cancellationToken);
    }
}
