using Corporation.SagaStore.Diagnostics;
using Corporation.SagaStore.Mapping;
using Corporation.SagaStore.Opening;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Corporation.SagaStore.Writing;

/// <summary>Commits a group of units in one transaction. Only the writer's thread calls it.</summary>
internal sealed class SqliteGroupCommit(StoreFile file, RowMappings mappings, CommitOutcome outcome, Contributions contributions, ILogger logger)
    : IGroupCommit, IDisposable
{
    private const long LongestLogBytes = 128 * 1024 * 1024;
    private const int CommitsBetweenLogChecks = 64;

    private readonly List<IWriteUnit> _done = [];
    private WriterConnection? _connection;
    private int _commitsSinceLogCheck;

    /// <summary>Every unit has its answer when this returns; it never throws.</summary>
    public void Commit(List<IWriteUnit> units)
    {
        _done.Clear();
        try
        {
            var inserted = Write(units);
            outcome.Succeeded(_done, inserted);
            contributions.Complete();
            if (_done.Count > 0)
                BoundTheLog();
        }
        catch (SqliteException failure)
        {
            Refuse(units, failure);
        }
#pragma warning disable CA1031 // The writer's outermost frame: whatever happens, no caller may wait for ever and the loop goes on.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            DropConnection();
            contributions.Abandon();
            outcome.Broke(units, fault);
        }
    }

    /// <summary>Opens the connection; later it is opened anew whenever a failure may have spoilt it.</summary>
    public void Open() => _connection ??= new WriterConnection(file, mappings);

    /// <summary>Moves the whole log into the file and closes it.</summary>
    public void Close()
    {
        try
        {
            if (_connection is not null && !_connection.Checkpoint("TRUNCATE"))
                Log.CloseFailed(logger, null, file.Path);
        }
        catch (SqliteException failure)
        {
            Log.CloseFailed(logger, failure, file.Path);
        }
        finally
        {
            DropConnection();
        }
    }

    public void Dispose() => _connection?.Dispose();

    private List<object> Write(List<IWriteUnit> units)
    {
        var connection = _connection ??= new WriterConnection(file, mappings);
        connection.Begin();
        connection.Session.Open();
        try
        {
            foreach (var unit in units)
            {
                if (Run(unit, connection, alone: units.Count == 1) is { } failure)
                    CommitOutcome.Failed(unit, failure);
                else
                    _done.Add(unit);
            }

            foreach (var unit in contributions.Gather(connection.Session.Inserted))
            {
                if (Run(unit, connection, alone: false) is { } failure)
                    contributions.Drop(unit, failure);
            }
        }
        finally
        {
            connection.Session.Close();
        }

        if (_done.Count == 0)
            connection.Rollback();
        else
            connection.Commit();
        return connection.Session.TakeInserted();
    }

    /// <returns>What the unit threw: it has left nothing behind.</returns>
    private static Exception? Run(IWriteUnit unit, WriterConnection connection, bool alone)
    {
        var (inserted, touched) = (connection.Session.InsertedCount, connection.Session.TouchedCount);
        if (!alone)
            connection.BeginUnit();
        try
        {
            unit.Run(connection.Session);
        }
#pragma warning disable CA1031 // The exception is the unit's own and goes to whoever sent it; the others of the group go on.
        catch (Exception exception) when (connection.Session.Failure is null)
#pragma warning restore CA1031
        {
            if (!alone)
                connection.RollbackUnit();
            connection.Session.Rollback(inserted, touched);
            return exception;
        }
        catch (Exception) when (connection.Session.Failure is not null)
        {
            // Falls through to the throw below: the store failed, and with it the whole group.
        }

        // Also when the unit swallowed it: SQLite may have rolled back the whole transaction.
        if (connection.Session.Failure is { } failure)
            throw failure;
        if (!alone)
            connection.EndUnit();
        return null;
    }

    private void Refuse(List<IWriteUnit> units, SqliteException failure)
    {
        var translated = SqliteFailures.Translate(failure, file);
        RollBack(SqliteFailures.SpoilsConnection(failure.SqliteErrorCode));
        contributions.Abandon();
        outcome.Refused(units, translated, failure);
    }

    private void RollBack(bool reopen)
    {
        if (_connection is null)
            return;

        _connection.Session.Rollback(0, 0);
        try
        {
            _connection.Rollback();
        }
        catch (SqliteException)
        {
            // The failure that led here is the one to report; a connection that can't even roll back is replaced.
            reopen = true;
        }

        if (reopen)
            DropConnection();
    }

    private void DropConnection()
    {
        _connection?.Dispose();
        _connection = null;
    }

    // SQLite empties the log by itself unless some reader is always in it; beyond the limit the writer waits for the readers once.
    private void BoundTheLog()
    {
        if (++_commitsSinceLogCheck < CommitsBetweenLogChecks)
            return;

        _commitsSinceLogCheck = 0;
        var bytes = new FileInfo(file.LogPath) is { Exists: true } log ? log.Length : 0;
        if (bytes < LongestLogBytes || TryEmptyTheLog())
            return;

        StoreMetrics.HeldBackLogs.Add(1);
        Log.LogHeldBack(logger, file.Path, bytes);
    }

    private bool TryEmptyTheLog()
    {
        try
        {
            return _connection?.Checkpoint("RESTART") ?? true;
        }
        catch (SqliteException)
        {
            // The commit before it stands and is answered; what ails the file shows at the next commit.
            return false;
        }
    }
}
