using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Corporation.SagaStore.Delivering;

/// <summary>Asks the database in a context's own way (its transaction, time-out, interceptors) what LINQ has no words for.</summary>
internal static class SqlReading
{
    /// <param name="context">In whose transaction, if there is one.</param>
    /// <param name="sql">One round trip.</param>
    /// <param name="skipped">How many results come before the one that counts.</param>
    /// <param name="map">Makes something of a row.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<List<T>> ReadAsync<T>(
        this DbContext context, SqlText sql, int skipped, Func<DbDataReader, T> map, CancellationToken cancellationToken)
    {
        var command = context.GetService<IRawSqlCommandBuilder>().Build(sql.Text, sql.Values, context.Model);
        await using var reader = await command.RelationalCommand.ExecuteReaderAsync(
            new RelationalCommandParameterObject(
                context.GetService<IRelationalConnection>(),
                command.ParameterValues,
                readerColumns: null,
                context,
                context.GetService<IRelationalCommandDiagnosticsLogger>()),
            cancellationToken);
        for (var result = 0; result < skipped; result++)
            await reader.DbDataReader.NextResultAsync(cancellationToken);

        var rows = new List<T>();
        while (await reader.DbDataReader.ReadAsync(cancellationToken))
            rows.Add(map(reader.DbDataReader));
        return rows;
    }
}
