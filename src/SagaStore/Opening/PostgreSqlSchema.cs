using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Diagnostics;
using Corporation.SagaStore.Writing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Corporation.SagaStore.Opening;

/// <summary>Brings the schema of the database up to the context's, one process at a time.</summary>
internal static class PostgreSqlSchema
{
    /// <summary>"corpschm" as a number. Advisory locks are known by numbers, one space for each database.</summary>
    private const long LockKey = 0x636F_7270_7363_686D;

    /// <summary>Waits for whoever migrates now, then migrates what is left.</summary>
    /// <exception cref="StoreStartException">The database is newer than this process, or needs a migration that start-up must not do.</exception>
    public static async Task PrepareAsync(
        NpgsqlDataSource database, string storeName, DbContext context, StoreSchema schema, ILogger logger, CancellationToken cancellationToken)
    {
        // Held by a connection of its own; it ends with that, whatever happens to this process.
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(connection, "select pg_advisory_lock($1)", cancellationToken);
        try
        {
            await PrepareLockedAsync(storeName, context, schema, logger, cancellationToken);
            CommitMarker.Prepare(connection);
        }
        finally
        {
            await ExecuteAsync(connection, "select pg_advisory_unlock($1)", CancellationToken.None);
        }
    }

    private static async Task PrepareLockedAsync(string storeName, DbContext context, StoreSchema schema, ILogger logger, CancellationToken cancellationToken)
    {
        if (schema == StoreSchema.CreateIfEmpty)
        {
            var creator = context.GetService<IRelationalDatabaseCreator>();
            if (!await creator.HasTablesAsync(cancellationToken))
                await creator.CreateTablesAsync(cancellationToken);
            return;
        }

        // Else a new database's first start would ask for a table that is not there, and log the server's refusal as an error.
        if (schema == StoreSchema.Migrate)
            await context.GetService<IHistoryRepository>().CreateIfNotExistsAsync(cancellationToken);

        var (known, applied) = (context.Database.GetMigrations().ToHashSet(StringComparer.Ordinal), await context.Database.GetAppliedMigrationsAsync(cancellationToken));
        var missing = MigrationCheck.Missing(storeName, context, known, [.. applied]);
        if (missing == 0)
            return;
        if (schema == StoreSchema.Require)
        {
            throw new StoreStartException(
                $"The store {storeName} lacks {missing} migrations of {context.GetType().Name}, and {nameof(StoreSchema)}.{nameof(StoreSchema.Require)} forbids the "
                + "start to apply them. Migrate it first ('corp db migrate' does), then start again.", null);
        }

        await context.Database.MigrateAsync(cancellationToken);
        Log.SchemaUpgraded(logger, storeName, missing);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // Two constants.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        command.CommandTimeout = 0; // Another process's migration may take its time.
        command.Parameters.Add(new NpgsqlParameter { Value = LockKey });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
