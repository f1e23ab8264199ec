using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Corporation.SagaStore.Opening;

/// <summary>Brings the schema of the file up to the context's.</summary>
internal static class SchemaUpgrade
{
    public static void Run(StoreFile file, DbContext context, StoreSchema schema, ILogger logger)
    {
        if (schema == StoreSchema.CreateIfEmpty)
        {
            context.Database.EnsureCreated();
            return;
        }

        var known = context.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        if (known.Count == 0)
        {
            throw new StoreStartException(
                $"{context.GetType().Name} has no migrations, so the store {file.Path} can't get its schema. "
                + $"Add one with 'dotnet ef migrations add', or set {nameof(SqliteStoreOptions.Schema)} to {nameof(StoreSchema.CreateIfEmpty)}.", null);
        }

        var applied = context.Database.GetAppliedMigrations().ToList();
        if (applied.Find(migration => !known.Contains(migration)) is { } newer)
        {
            throw new StoreStartException(
                $"The store {file.Path} was written by a newer version: it has the migration {newer}, which this one doesn't know. "
                + "Start the newer version, or restore a backup from before the upgrade.", null);
        }

        if (applied.Count == known.Count)
            return;

        ReleaseMigrationLock(context);
        context.Database.Migrate();
        Log.SchemaUpgraded(logger, file.Path, known.Count - applied.Count);
    }

    // EF Core's lock is a row. A process killed in the middle leaves it behind, and every later start would wait for it for ever.
    // Here the store's lock file already says that there is no other process.
    private static void ReleaseMigrationLock(DbContext context)
    {
        var exists = context.Database
            .SqlQueryRaw<int>("SELECT count(*) AS Value FROM sqlite_master WHERE type = 'table' AND name = '__EFMigrationsLock'")
            .Single();
        if (exists != 0)
            context.Database.ExecuteSqlRaw("DELETE FROM \"__EFMigrationsLock\"");
    }
}
