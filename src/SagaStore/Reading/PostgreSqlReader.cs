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
        var kept = values.ToArray();
        return new(ReadAsync(() => Command(sql, kept), map, cancellationToken));
    }

    private async Task<IReadOnlyList<TItem>> ReadAsync<TItem>(
        Func<NpgsqlCommand> command, Func<DbDataReader, TItem> map, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadOnceAsync(command, map, cancellationToken);
        }
        catch (Exception stale) when (PostgreSqlFailures.IsConnectionLoss(stale))
        {
            // A server that was restarted leaves dead connections in the pool; one read on a fresh one tells whether it is there.
            database.Clear();
        }

        try
        {
            return await ReadOnceAsync(command, map, cancellationToken);
        }
        catch (Exception failure) when (PostgreSqlFailures.Translate(failure, storeName) is var told && told != failure)
        {
            throw told;
        }
    }

    private async Task<IReadOnlyList<TItem>> ReadOnceAsync<TItem>(
        Func<NpgsqlCommand> create, Func<DbDataReader, TItem> map, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var command = create();
        command.Connection = connection;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var items = new List<TItem>();
        while (await reader.ReadAsync(cancellationToken))
            items.Add(map(reader));
        return items;
    }

    private static NpgsqlCommand Command(string sql, object?[] values)
    {
#pragma warning disable CA2100 // The text is the caller's, the values are parameters.
        var command = new NpgsqlCommand(sql);
#pragma warning restore CA2100
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = StorableText.Of(value) ?? DBNull.Value });
        return command;
    }
}
