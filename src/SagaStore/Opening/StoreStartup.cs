using Microsoft.EntityFrameworkCore;

namespace Corporation.SagaStore.Opening;

/// <summary>Not the store itself: whatever the container hands out and can dispose, it disposes, and possibly too early.</summary>
internal sealed class StoreStartup<TContext>(SqliteStore<TContext> store) : IStoreStartup
    where TContext : DbContext
{
    public void Prepare() => store.Prepare();
}
