using System.Collections.Concurrent;
using System.Data.Common;
using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Mapping;
using Corporation.SagaStore.Opening;
using Corporation.SagaStore.Writing;
using Microsoft.Data.Sqlite;

namespace Corporation.SagaStore.Reading;

/// <summary>A pool of read-only connections. Every read is a statement of its own: nothing holds a snapshot between two of them.</summary>
internal sealed class SqliteReader(StoreFile file) : IStoreReader
{
    private const int MostIdle = 16;
    private const string Settings = "PRAGMA query_only=ON; PRAGMA cache_size=-8192; PRAGMA temp_store=MEMORY;";

    private readonly ConcurrentQueue<StoreConnection> _idle = new();
    private RowMappings? _mappings;
    private volatile bool _closed;

    public StoreEngine Engine => StoreEngine.Sqlite;

    // SQLite answers from this process's memory or its local disk: there is nothing to wait for.
    public ValueTask<TRow?> FindAsync<TRow>(object key, CancellationToken cancellationToken)
        where TRow : class
    {
        ArgumentNullException.ThrowIfNull(key);
        cancellationToken.ThrowIfCancellationRequested();
        return new(Use(key, static (connection, key) => ((PreparedRow<TRow>)connection.Row(typeof(TRow))).Find(key)));
    }

    public ValueTask<IReadOnlyList<TItem>> QueryAsync<TItem>(
        string sql, Func<DbDataReader, TItem> map, ReadOnlySpan<object?> values, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sql);
        ArgumentNullException.ThrowIfNull(map);
        cancellationToken.ThrowIfCancellationRequested();
        var connection = Rent();
        try
        {
            var items = connection.Query(sql, map, values);
            Return(connection);
            return new(items);
        }
        catch (Exception exception)
        {
            connection.Dispose();
            if (exception is SqliteException failure)
                throw SqliteFailures.Translate(failure, file);
            throw;
        }
    }

    public Task RunAsync(IReadOnlyList<StoreQuery> queries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(queries);
        foreach (var query in queries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            query.Begin();
            Use(query, static (connection, query) => connection.Query(
                query.Sql,
                row =>
                {
                    query.Take(row);
                    return true;
                },
                [.. query.Values]));
        }

        return Task.CompletedTask;
    }

    public void Open(RowMappings mappings) => _mappings = mappings;

    /// <summary>Closes the idle connections; one that is in use closes when it comes back.</summary>
    public void Close()
    {
        _closed = true;
        while (_idle.TryDequeue(out var connection))
            connection.Dispose();
    }

    private TResult Use<TState, TResult>(TState state, Func<StoreConnection, TState, TResult> read)
    {
        var connection = Rent();
        try
        {
            var result = read(connection, state);
            Return(connection);
            return result;
        }
        catch (Exception exception)
        {
            connection.Dispose();
            if (exception is SqliteException failure)
                throw SqliteFailures.Translate(failure, file);
            throw;
        }
    }

    private StoreConnection Rent()
    {
        if (_closed)
            throw new StoreUnavailableException($"The store {file.Path} has been stopped, because the process is ending.", null);
        if (_idle.TryDequeue(out var connection))
            return connection;
        if (_mappings is null)
            throw new InvalidOperationException($"The store {file.Path} has not been opened. Start the host, or call IStoreStartup.PrepareAsync first.");

        try
        {
            return new StoreConnection(file, file.ForReading, _mappings, Settings);
        }
        catch (SqliteException failure)
        {
            throw SqliteFailures.Translate(failure, file);
        }
    }

    private void Return(StoreConnection connection)
    {
        if (_closed || _idle.Count >= MostIdle)
        {
            connection.Dispose();
            return;
        }

        _idle.Enqueue(connection);
        if (_closed)
            Close();
    }
}
