using System.Data.Common;
using System.Globalization;
using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Mapping;
using Corporation.SagaStore.Opening;
using Npgsql;

namespace Corporation.SagaStore.Writing;

/// <summary>
/// What the units of one transaction do. Changes wait until somebody reads or the group ends, so that a group without reads costs one round
/// trip besides its commit, however many statements it has.
/// </summary>
internal sealed class PostgreSqlWriteSession(PostgreSqlRows rows) : IWriteSession
{
    private readonly PendingChanges _pending = new();
    private readonly List<Touched> _touched = [];
    private List<object> _inserted = [];
    private NpgsqlConnection? _connection;
    private NpgsqlTransaction? _transaction;
    private IWriteUnit? _unit;
    private Exception? _failure;
    private bool _unitWasSent;

    private NpgsqlConnection Connection => _connection
        ?? throw new InvalidOperationException("The write session was used outside of its unit. Do all the work inside the function given to WriteAsync.");

    /// <summary>Whether the server knows of the transaction at all.</summary>
    public bool WasSent { get; private set; }

    /// <summary>What was inserted so far.</summary>
    public IReadOnlyList<object> Inserted => _inserted;

    /// <summary>Begins a transaction's work.</summary>
    /// <param name="connection">Where.</param>
    /// <param name="transaction">The transaction, just begun.</param>
    /// <param name="first">
    /// Goes before anything else, and writes: whoever reads rows by a growing key may rely on a transaction having its id before it draws keys.
    /// </param>
    public void Open(NpgsqlConnection connection, NpgsqlTransaction transaction, NpgsqlBatchCommand first)
    {
        (_connection, _transaction) = (connection, transaction);
        (WasSent, _failure) = (false, null);
        _pending.Clear();
        _touched.Clear();
        _inserted = [];
        _pending.Add(first, unit: null);
    }

    /// <summary>Runs one unit.</summary>
    /// <exception cref="UnitFailedException">It failed, and what it did is in the transaction already: that must be rolled back.</exception>
    /// <returns>What the unit threw, if nothing of it was sent: the transaction is as if it had never run.</returns>
    public Exception? Run(IWriteUnit unit)
    {
        var (pending, touched, inserted) = (_pending.Count, _touched.Count, _inserted.Count);
        (_unit, _unitWasSent) = (unit, false);
        try
        {
            unit.Run(this);
        }
#pragma warning disable CA1031 // The exception is the unit's own and goes to whoever sent it; the others of the group go on.
        catch (Exception exception) when (_failure is null)
#pragma warning restore CA1031
        {
            if (_unitWasSent)
                throw new UnitFailedException(unit, exception);

            _pending.Truncate(pending);
            TakeBack(touched);
            _inserted.RemoveRange(inserted, _inserted.Count - inserted);
            return exception;
        }
        catch (Exception) when (_failure is not null)
        {
            // Falls through to the throw below: the transaction failed, and with it the whole group.
        }
        finally
        {
            _unit = null;
        }

        // Also when the unit swallowed it: after an error PostgreSQL refuses everything but the rollback.
        return _failure is null ? null : throw _failure;
    }

    /// <summary>Sends what still waits.</summary>
    public void Flush()
    {
        if (_pending.Count > (WasSent ? 0 : 1))
            Send<bool>(null, null);
    }

    /// <summary>Ends the work of a committed transaction.</summary>
    /// <returns>The inserted rows.</returns>
    public IReadOnlyList<object> Close()
    {
        _connection = null;
        return _inserted;
    }

    /// <summary>Ends the work of a transaction that was rolled back: gives the rows back the tokens and keys they had.</summary>
    public void Abandon()
    {
        _connection = null;
        TakeBack(0);
    }

    public StoreEngine Engine => StoreEngine.PostgreSql;

    public void Insert(object row)
    {
        RequireOpen();
        var mapping = rows.Get(row.GetType());
        var isKeyed = mapping.IsKeyMissing(row);
        _pending.Add(mapping.Insert(row), _unit, onRow: isKeyed ? reader => mapping.SetKey(row, KeyOf(reader)) : null);
        if (isKeyed)
            _touched.Add(new Touched(mapping, row, IsNew: true));
        _inserted.Add(row);
    }

    public void Update(object row, Func<Exception> onStale)
    {
        RequireOpen();
        var mapping = rows.Get(row.GetType());
        _pending.Add(mapping.Update(row), _unit, onStale);
        mapping.MoveToken(row, 1);
        _touched.Add(new Touched(mapping, row, IsNew: false));
    }

    public void Delete(object row, Func<Exception> onStale)
    {
        RequireOpen();
        _pending.Add(rows.Get(row.GetType()).Delete(row), _unit, onStale);
    }

    public void Execute(string sql, params ReadOnlySpan<object?> values)
    {
        RequireOpen();
        _pending.Add(Command(sql, values), _unit);
    }

    public void Perform(string sql, params ReadOnlySpan<object?> values)
    {
        RequireOpen();
        _pending.Add(Command(sql, values), _unit, onRow: static _ => { });
    }

    public IReadOnlyList<TItem> Query<TItem>(string sql, Func<DbDataReader, TItem> map, params ReadOnlySpan<object?> values)
    {
        RequireOpen();
        return Send(Command(sql, values), map);
    }

    private void RequireOpen() => _ = Connection;

    private List<TItem> Send<TItem>(NpgsqlBatchCommand? query, Func<DbDataReader, TItem>? map)
    {
        (WasSent, _unitWasSent) = (true, true);
        try
        {
            return _pending.Send(Connection, _transaction!, query, map); // A connection has its transaction: Open sets both.
        }
        catch (Exception exception)
        {
            _failure = _unit is { } unit && IsOfUnit(exception) ? new UnitFailedException(unit, exception) : exception;
            throw _failure;
        }
    }

    /// <summary>The server refused the unit's statement, or the unit could not read the answer. Else it is about the whole transaction.</summary>
    private static bool IsOfUnit(Exception exception) => exception switch
    {
        UnitFailedException => false,
        PostgresException mistake => PostgreSqlFailures.IsOfStatement(mistake),
        NpgsqlException or IOException or TimeoutException or System.Net.Sockets.SocketException => false,
        _ => true,
    };

    private static long KeyOf(DbDataReader reader) => Convert.ToInt64(reader.GetValue(0), CultureInfo.InvariantCulture);

    private void TakeBack(int touched)
    {
        for (var i = _touched.Count - 1; i >= touched; i--)
        {
            var (mapping, row, isNew) = _touched[i];
            if (isNew)
                mapping.SetKey(row, 0);
            else
                mapping.MoveToken(row, -1);
        }

        _touched.RemoveRange(touched, _touched.Count - touched);
    }

    private static NpgsqlBatchCommand Command(string sql, ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = StorableText.Of(value) ?? DBNull.Value });
        return command;
    }

    private readonly record struct Touched(PostgreSqlRow Mapping, object Row, bool IsNew);
}
