using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Corporation.SagaStore.Mapping;

/// <summary>The statements of one entity type on one connection, prepared at first use. Not for two threads at once.</summary>
internal abstract class PreparedRow : IDisposable
{
    /// <summary>Inserts; true when the key was given by the database and written into the row.</summary>
    public abstract bool Insert(object row);

    /// <summary>Updates by key and token and advances the token; false when no row has them.</summary>
    public abstract bool Update(object row);

    public abstract bool Delete(object row);

    /// <summary>Takes back what <see cref="Insert"/> wrote into the row.</summary>
    public abstract void ForgetKey(object row);

    /// <summary>Takes back what <see cref="Update"/> wrote into the row.</summary>
    public abstract void StepBack(object row);

    public abstract void Dispose();
}

internal sealed class PreparedRow<TRow>(RowMapping<TRow> mapping, sqlite3 database) : PreparedRow
    where TRow : class
{
    private sqlite3_stmt? _insert;
    private sqlite3_stmt? _update;
    private sqlite3_stmt? _delete;
    private sqlite3_stmt? _select;

    public override bool Insert(object row)
    {
        var typed = (TRow)row;
        var statement = Prepared(ref _insert, mapping.Plan.Insert);
        mapping.BindInsert(statement, typed);
        Run(statement);

        if (mapping.GeneratedKey is not { } key || key.Get(typed) != 0)
            return false;
        key.Set(typed, raw.sqlite3_last_insert_rowid(database));
        return true;
    }

    public override bool Update(object row)
    {
        var typed = (TRow)row;
        var sql = mapping.Plan.Update
            ?? throw new InvalidOperationException($"{typeof(TRow).Name} is nothing but its key: there is nothing to update. Delete and insert it.");
        var statement = Prepared(ref _update, sql);
        mapping.BindUpdate(statement, typed);
        Run(statement);

        if (raw.sqlite3_changes(database) == 0)
            return false;
        mapping.Token?.Set(typed, mapping.Token.Get(typed) + 1);
        return true;
    }

    public override bool Delete(object row)
    {
        var statement = Prepared(ref _delete, mapping.Plan.Delete);
        mapping.BindDelete(statement, (TRow)row);
        Run(statement);
        return raw.sqlite3_changes(database) != 0;
    }

    public override void ForgetKey(object row) => mapping.GeneratedKey?.Set((TRow)row, 0);

    public override void StepBack(object row) => mapping.Token?.Set((TRow)row, mapping.Token.Get((TRow)row) - 1);

    public TRow? Find(object key)
    {
        var bind = mapping.BindKey
            ?? throw new InvalidOperationException($"{typeof(TRow).Name} has a key of several columns; read it with a query.");
        if (key.GetType() != mapping.Plan.Keys[0].Property.ClrType)
            throw new ArgumentException($"The key of {typeof(TRow).Name} is a {mapping.Plan.Keys[0].Property.ClrType.Name}, not a {key.GetType().Name}.", nameof(key));

        var statement = Prepared(ref _select, mapping.Plan.Select);
        bind(statement, key);
        try
        {
            var code = raw.sqlite3_step(statement);
            if (code == raw.SQLITE_ROW)
                return mapping.Read(statement);
            if (code != raw.SQLITE_DONE)
                SqliteException.ThrowExceptionForRC(code, database);
            return null;
        }
        finally
        {
            // An open statement holds its snapshot, and with it the write-ahead log.
            raw.sqlite3_reset(statement);
        }
    }

    public override void Dispose()
    {
        _insert?.Dispose();
        _update?.Dispose();
        _delete?.Dispose();
        _select?.Dispose();
    }

    private void Run(sqlite3_stmt statement)
    {
        var code = raw.sqlite3_step(statement);
        try
        {
            if (code != raw.SQLITE_DONE)
                SqliteException.ThrowExceptionForRC(code, database);
        }
        finally
        {
            raw.sqlite3_reset(statement);
        }
    }

    private sqlite3_stmt Prepared(ref sqlite3_stmt? statement, string sql)
    {
        if (statement is not null)
            return statement;

        var code = raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out var prepared);
        if (code != raw.SQLITE_OK)
        {
            prepared?.Dispose();
            SqliteException.ThrowExceptionForRC(code, database);
        }

        return statement = prepared!;
    }
}
