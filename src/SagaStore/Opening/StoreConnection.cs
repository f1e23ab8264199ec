using System.Data.Common;
using Corporation.SagaStore.Mapping;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Corporation.SagaStore.Opening;

/// <summary>An open connection with its prepared statements. Not for two threads at once.</summary>
internal sealed class StoreConnection : IDisposable
{
    /// <summary>More different texts than this come from values pasted into SQL; forgetting all keeps the memory bounded.</summary>
    private const int MostCommands = 256;

    private readonly SqliteConnection _connection;
    private readonly RowMappings _mappings;
    private readonly Dictionary<Type, PreparedRow> _rows = [];
    private readonly Dictionary<string, sqlite3_stmt> _steps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);

    public StoreConnection(StoreFile file, string connectionString, RowMappings mappings, string settings)
    {
        _mappings = mappings;
        _connection = new SqliteConnection(connectionString);
        try
        {
            _connection.Open();
            raw.sqlite3_busy_timeout(Handle, (int)file.BusyTimeout.TotalMilliseconds);
            using var command = _connection.CreateCommand();
            command.CommandText = settings;
            command.ExecuteNonQuery();
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <summary>Some failures (disk full, I/O) make SQLite roll the transaction back by itself.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(Handle) == 0;

    private sqlite3 Handle => _connection.Handle ?? throw new ObjectDisposedException(nameof(StoreConnection));

    public PreparedRow Row(Type rowType)
    {
        if (_rows.TryGetValue(rowType, out var known))
            return known;

        var prepared = _mappings.Get(rowType).Prepare(Handle);
        _rows.Add(rowType, prepared);
        return prepared;
    }

    /// <summary>Runs a statement without parameters or rows, such as COMMIT: kept, and an order of magnitude cheaper than a command.</summary>
    public void Step(string sql)
    {
        if (!_steps.TryGetValue(sql, out var statement))
        {
            SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v3(Handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out statement), Handle);
            _steps.Add(sql, statement);
        }

        var code = raw.sqlite3_step(statement);
        try
        {
            if (code != raw.SQLITE_DONE)
                SqliteException.ThrowExceptionForRC(code, Handle);
        }
        finally
        {
            raw.sqlite3_reset(statement);
        }
    }

    public int Execute(string sql, ReadOnlySpan<object?> values) => Command(sql, values).ExecuteNonQuery();

    public IReadOnlyList<TItem> Query<TItem>(string sql, Func<DbDataReader, TItem> map, ReadOnlySpan<object?> values)
    {
        using var reader = Command(sql, values).ExecuteReader();
        var items = new List<TItem>();
        while (reader.Read())
            items.Add(map(reader));
        return items;
    }

    public void Dispose()
    {
        foreach (var row in _rows.Values)
            row.Dispose();
        foreach (var statement in _steps.Values)
            statement.Dispose();
        ForgetCommands();
        _connection.Dispose();
    }

    private SqliteCommand Command(string sql, ReadOnlySpan<object?> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            if (_commands.Count == MostCommands)
                ForgetCommands();
            command = Create(sql, values.Length);
            _commands.Add(sql, command);
        }

        if (command.Parameters.Count != values.Length)
            throw new ArgumentException($"The statement was first run with {command.Parameters.Count} values and now has {values.Length}: {sql}", nameof(values));
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }

    private SqliteCommand Create(string sql, int parameters)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // The text is the caller's, the values are parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        for (var i = 1; i <= parameters; i++)
            command.Parameters.Add(new SqliteParameter($"${i}", DBNull.Value));
        try
        {
            command.Prepare();
            return command;
        }
        catch
        {
            command.Dispose();
            throw;
        }
    }

    private void ForgetCommands()
    {
        foreach (var command in _commands.Values)
            command.Dispose();
        _commands.Clear();
    }
}
