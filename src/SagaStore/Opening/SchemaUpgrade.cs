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
        var missing = MigrationCheck.Missing(file.Path, context, known, [.. context.Database.GetAppliedMigrations()]);
        if (missing == 0)
            return;
        if (schema == StoreSchema.Require)
        {
            throw new StoreStartException(
                $"The store {file.Path} lacks {missing} migrations of {context.GetType().Name}, and {nameof(StoreSchema)}.{nameof(StoreSchema.Require)} forbids "
                + "the start to apply them. Start once with Migrate.", null);
        }

        ReleaseMigrationLock(context);
        context.Database.Migrate();
        Log.SchemaUpgraded(logger, file.Path, missing);
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
