using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.SagaStore.Delivering;

/// <summary>A scope of the delivery's own, with a context.</summary>
internal sealed class OutboxSession(AsyncServiceScope scope, DbContext context, OutboxSql sql) : IAsyncDisposable
{
    public DbContext Context => context;

    public OutboxSql Sql => sql;

    /// <summary>SQLite has one isolation level, the highest; asked for by its name it locks the file at once.</summary>
    public static Task<IDbContextTransaction> BeginAsync(DbContext context, bool isSqlite, CancellationToken cancellationToken) =>
        context.Database.BeginTransactionAsync(isSqlite ? IsolationLevel.Serializable : IsolationLevel.ReadCommitted, cancellationToken);

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string statement, Func<DbDataReader, T> map, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var command = context.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // The statements are made of the model's names and of numbers.
            command.CommandText = statement;
#pragma warning restore CA2100
            command.Transaction = context.Database.CurrentTransaction?.GetDbTransaction();
            if (context.Database.GetCommandTimeout() is { } seconds)
                command.CommandTimeout = seconds;

            var rows = new List<T>();
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                rows.Add(map(reader));
            return rows;
        }
        finally
        {
            await context.Database.CloseConnectionAsync();
        }
    }

    public Task<int> ExecuteAsync(SqlText statements, CancellationToken cancellationToken) =>
        statements.IsEmpty ? Task.FromResult(0) : context.Database.ExecuteSqlRawAsync(statements.Text, statements.Values, cancellationToken);

    public ValueTask DisposeAsync() => scope.DisposeAsync();
}
