using Microsoft.EntityFrameworkCore;

namespace Corporation.SagaStore.Opening;

/// <summary>As <see cref="SqliteStoreStartup{TContext}"/>.</summary>
internal sealed class PostgreSqlStoreStartup<TContext>(PostgreSqlStore<TContext> store) : IStoreStartup
    where TContext : DbContext
{
    public Task PrepareAsync(CancellationToken cancellationToken) => store.PrepareAsync(cancellationToken);
}
