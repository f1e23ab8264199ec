using System.Data.Common;
using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Mapping;
using Corporation.SagaStore.Opening;
using Microsoft.Data.Sqlite;

namespace Corporation.SagaStore.Writing;

/// <summary>What units do in one transaction, and how to take it back from the rows in memory.</summary>
internal sealed class WriteSession(StoreFile file, StoreConnection connection) : IWriteSession
{
    private readonly List<Touched> _touched = [];
    private List<object> _inserted = [];
    private bool _open;

    /// <summary>Set when the store itself failed: a unit can't swallow that.</summary>
    public SqliteException? Failure { get; private set; }

    public IReadOnlyList<object> Inserted => _inserted;

    public int InsertedCount => _inserted.Count;

    public int TouchedCount => _touched.Count;

    public void Open() => _open = true;

    public void Close() => _open = false;

    /// <summary>Hands over the inserted rows of the transaction and begins the next.</summary>
    public List<object> TakeInserted()
    {
        var rows = _inserted;
        _inserted = new List<object>(rows.Count);
        _touched.Clear();
        return rows;
    }

    /// <summary>Gives the rows touched since <paramref name="touched"/> back the tokens and keys they had, and forgets the inserted ones.</summary>
    public void Rollback(int inserted, int touched)
    {
        for (var i = _touched.Count - 1; i >= touched; i--)
        {
            var (prepared, row, isNew) = _touched[i];
            if (isNew)
                prepared.ForgetKey(row);
            else
                prepared.StepBack(row);
        }

        _touched.RemoveRange(touched, _touched.Count - touched);
        _inserted.RemoveRange(inserted, _inserted.Count - inserted);
        Failure = null;
    }

    public StoreEngine Engine => StoreEngine.Sqlite;

    public void Insert(object row)
    {
        RequireOpen();
        try
        {
            var prepared = connection.Row(row.GetType());
            if (prepared.Insert(row))
                _touched.Add(new Touched(prepared, row, IsNew: true));
            _inserted.Add(row);
        }
        catch (SqliteException failure)
        {
            throw Translate(failure);
        }
    }

    public void Update(object row, Func<Exception> onStale)
    {
        RequireOpen();
        try
        {
            var prepared = connection.Row(row.GetType());
            if (!prepared.Update(row))
                throw onStale();
            _touched.Add(new Touched(prepared, row, IsNew: false));
        }
        catch (SqliteException failure)
        {
            throw Translate(failure);
        }
    }

    public void Delete(object row, Func<Exception> onStale)
    {
        RequireOpen();
        try
        {
            if (!connection.Row(row.GetType()).Delete(row))
                throw onStale();
        }
        catch (SqliteException failure)
        {
            throw Translate(failure);
        }
    }

    public void Execute(string sql, params ReadOnlySpan<object?> values)
    {
        RequireOpen();
        try
        {
            connection.Execute(sql, values);
        }
        catch (SqliteException failure)
        {
            throw Translate(failure);
        }
    }

    public void Perform(string sql, params ReadOnlySpan<object?> values) => Query(sql, static _ => true, values);

    public IReadOnlyList<TItem> Query<TItem>(string sql, Func<DbDataReader, TItem> map, params ReadOnlySpan<object?> values)
    {
        RequireOpen();
        try
        {
            return connection.Query(sql, map, values);
        }
        catch (SqliteException failure)
        {
            throw Translate(failure);
        }
    }

    private Exception Translate(SqliteException failure)
    {
        var translated = SqliteFailures.Translate(failure, file);
        if (translated is StoreUnavailableException)
            Failure = failure;
        return translated;
    }

    private void RequireOpen()
    {
        if (!_open)
            throw new InvalidOperationException("The write session was used outside of its unit. Do all the work inside the function given to WriteAsync.");
    }

    private readonly record struct Touched(PreparedRow Prepared, object Row, bool IsNew);
}
