using Corporation.SagaStore.Mapping;
using Corporation.SagaStore.Opening;
using Corporation.SagaStore.Reading;
using Corporation.SagaStore.Writing;
using Microsoft.EntityFrameworkCore;

namespace Corporation.SagaStore.Repository;

internal sealed class PostgreSqlSagaStorage<TContext>(PostgreSqlStore<TContext> store, IDbContextFactory<TContext> contexts) : ISagaStorage
    where TContext : DbContext
{
    public IStoreWriter Writer => store.Writer;

    public IStoreReader Reader => store.Reader;

    public RowImage<TRow> ImageOf<TRow>()
        where TRow : class => store.Rows.Get<TRow>().Image;

    public DbContext CreateContext() => contexts.CreateDbContext();
}
