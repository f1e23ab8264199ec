using Microsoft.EntityFrameworkCore;

namespace Corporation.SagaStore.Opening;

/// <summary>Not the store itself: whatever the container hands out and can dispose, it disposes, and possibly too early.</summary>
internal sealed class SqliteStoreStartup<TContext>(SqliteStore<TContext> store) : IStoreStartup
    where TContext : DbContext
{
    public Task PrepareAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        store.Prepare();
        return Task.CompletedTask;
    }
}
