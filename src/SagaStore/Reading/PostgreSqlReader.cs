using System.Data.Common;
using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Mapping;
using Corporation.SagaStore.Opening;
using Npgsql;

namespace Corporation.SagaStore.Reading;

/// <summary>Reads over the pool of the data source, which keeps statements that come often prepared; single rows in groups.</summary>
internal sealed class PostgreSqlReader(NpgsqlDataSource database, GroupReader groups, string storeName) : IStoreReader
{
    private PostgreSqlRows? _rows;

    private PostgreSqlRows Rows => _rows
        ?? throw new InvalidOperationException($"The store {storeName} has not been opened. Start the host, or call IStoreStartup.PrepareAsync first.");

    public StoreEngine Engine => StoreEngine.PostgreSql;

    public void Open(PostgreSqlRows rows) => _rows = rows;

    public ValueTask<TRow?> FindAsync<TRow>(object key, CancellationToken cancellationToken)
        where TRow : class
    {
        ArgumentNullException.ThrowIfNull(key);
        return new(groups.FindAsync(Rows.Get<TRow>(), key, cancellationToken));
    }

    public ValueTask<IReadOnlyList<TItem>> QueryAsync<TItem>(
        string sql, Func<DbDataReader, TItem> map, ReadOnlySpan<object?> values, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sql);
        ArgumentNullException.ThrowIfNull(map);
        _ = Rows;
        return new(ReadAsync(new StoreQuery<TItem>(sql, map, values.ToArray()), cancellationToken));
    }

    public Task RunAsync(IReadOnlyList<StoreQuery> queries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(queries);
        _ = Rows;
        return ReadAsync(queries, cancellationToken);
    }

    private async Task<IReadOnlyList<TItem>> ReadAsync<TItem>(StoreQuery<TItem> query, CancellationToken cancellationToken)
    {
        await ReadAsync([query], cancellationToken);
        return query.Rows;
    }

    private async Task ReadAsync(IReadOnlyList<StoreQuery> queries, CancellationToken cancellationToken)
    {
        try
        {
            await ReadOnceAsync(queries, cancellationToken);
            return;
        }
        catch (Exception stale) when (PostgreSqlFailures.IsConnectionLoss(stale))
        {
            // A server that was restarted leaves dead connections in the pool; one read on a fresh one tells whether it is there.
            database.Clear();
        }

        try
        {
            await ReadOnceAsync(queries, cancellationToken);
        }
        catch (Exception failure) when (PostgreSqlFailures.Translate(failure, storeName) is var told && told != failure)
        {
            throw told;
        }
    }

    private async Task ReadOnceAsync(IReadOnlyList<StoreQuery> queries, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var query in queries)
        {
            query.Begin();
            batch.BatchCommands.Add(Command(query));
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        foreach (var query in queries)
        {
            while (await reader.ReadAsync(cancellationToken))
                query.Take(reader);
            await reader.NextResultAsync(cancellationToken);
        }
    }

    private static NpgsqlBatchCommand Command(StoreQuery query)
    {
        var command = new NpgsqlBatchCommand(query.Sql);
        foreach (var value in query.Values)
            command.Parameters.Add(new NpgsqlParameter { Value = StorableText.Of(value) ?? DBNull.Value });
        return command;
    }
}
