using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Opening;
using Corporation.SagaStore.Reading;
using Corporation.SagaStore.Tests.Counting;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.SagaStore.Tests.Opening;

public sealed class SchemaTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Migrations_run_once()
    {
        await using (var first = Services<LedgerContext>())
            first.GetRequiredService<IStoreStartup>().Prepare();

        await using var second = Services<LedgerContext>();
        second.GetRequiredService<IStoreStartup>().Prepare();

        Assert.Equal([0L], second.GetRequiredService<IStoreReader>().Query("SELECT count(*) FROM ledger", row => row.GetInt64(0)));
    }

    [Fact]
    public async Task A_file_of_a_newer_version_is_refused()
    {
        await using (var first = Services<LedgerContext>())
            first.GetRequiredService<IStoreStartup>().Prepare();
        Run("INSERT INTO __EFMigrationsHistory VALUES ('20990101000000_FromTheFuture', '99.0.0')");

        await using var second = Services<LedgerContext>();
        var exception = Assert.Throws<StoreStartException>(second.GetRequiredService<IStoreStartup>().Prepare);

        Assert.Contains("20990101000000_FromTheFuture", exception.Message, StringComparison.Ordinal);
        Assert.Contains("newer version", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_migration_lock_left_by_a_killed_process_is_released()
    {
        Run("CREATE TABLE __EFMigrationsLock (Id INTEGER NOT NULL PRIMARY KEY, Timestamp TEXT NOT NULL)");
        Run("INSERT INTO __EFMigrationsLock VALUES (1, '2026-01-01 00:00:00')");
        await using var store = Services<LedgerContext>();

        var preparing = Task.Run(store.GetRequiredService<IStoreStartup>().Prepare, TestContext.Current.CancellationToken);

        await preparing.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_context_without_migrations_must_say_that_it_means_it()
    {
        await using var store = Services<CountingContext>();

        var exception = Assert.Throws<StoreStartException>(store.GetRequiredService<IStoreStartup>().Prepare);

        Assert.Contains("CreateIfEmpty", exception.Message, StringComparison.Ordinal);
    }

    private ServiceProvider Services<TContext>()
        where TContext : DbContext =>
        new ServiceCollection().AddSqliteStore<TContext>(options => options.FilePath = _folder.File).BuildServiceProvider();

    private void Run(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_folder.File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The test's own text.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
