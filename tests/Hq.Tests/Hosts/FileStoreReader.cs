using System.Data.Common;
using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Reading;
using Corporation.SagaStore.Writing;
using Microsoft.Data.Sqlite;

namespace Corporation.Hq.Tests.Hosts;

/// <summary>Reads an SQLite file plainly; can play a store that is not available.</summary>
internal sealed class FileStoreReader(string connectionString) : IStoreReader
{
    public bool IsAway { get; set; }

    public StoreEngine Engine => StoreEngine.Sqlite;

    public ValueTask<TRow?> FindAsync<TRow>(object key, CancellationToken cancellationToken)
        where TRow : class => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<TItem>> QueryAsync<TItem>(
        string sql, Func<DbDataReader, TItem> map, ReadOnlySpan<object?> values, CancellationToken cancellationToken) => new(Query(sql, map, values));

    public Task RunAsync(IReadOnlyList<StoreQuery> queries, CancellationToken cancellationToken)
    {
        foreach (var query in queries)
        {
            query.Begin();
            Query(
                query.Sql,
                row =>
                {
                    query.Take(row);
                    return true;
                },
                [.. query.Values]);
        }

        return Task.CompletedTask;
    }

    public IReadOnlyList<TItem> Query<TItem>(string sql, Func<DbDataReader, TItem> map, params ReadOnlySpan<object?> values)
    {
        if (IsAway)
            throw new StoreUnavailableException("The disk is full.", null);

        using var connection = new SqliteConnection(connectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var index = 0; index < values.Length; index++)
            command.Parameters.AddWithValue($"${index + 1}", values[index] ?? DBNull.Value);

        using var reader = command.ExecuteReader();
        var items = new List<TItem>();
        while (reader.Read())
            items.Add(map(reader));
        return items;
    }
}
