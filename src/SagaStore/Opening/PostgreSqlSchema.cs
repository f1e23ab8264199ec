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

    private const string HistoryIsThere = $"""select to_regclass('"{HistoryRepository.DefaultTableName}"') is not null as "Value" """;

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

        // The provider finds out by reading the table, which in a new database stands in the logs of both sides as an error.
        var isNew = !await context.Database.SqlQueryRaw<bool>(HistoryIsThere).SingleAsync(cancellationToken);
        var applied = isNew ? [] : await context.Database.GetAppliedMigrationsAsync(cancellationToken);
        var known = context.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        var missing = MigrationCheck.Missing(storeName, context, known, [.. applied]);
        if (missing == 0)
            return;
        if (schema == StoreSchema.Require)
        {
            throw new StoreStartException(
                $"The store {storeName} lacks {missing} migrations of {context.GetType().Name}, and {nameof(StoreSchema)}.{nameof(StoreSchema.Require)} forbids the "
                + "start to apply them. Migrate it first ('corp db migrate' does), then start again.", null);
        }

        if (isNew)
            await context.GetService<IHistoryRepository>().CreateIfNotExistsAsync(cancellationToken);
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
