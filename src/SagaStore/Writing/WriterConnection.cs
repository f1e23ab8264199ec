using Corporation.SagaStore.Mapping;
using Corporation.SagaStore.Opening;

namespace Corporation.SagaStore.Writing;

/// <summary>The one connection that writes, and the frame of a transaction with several units in it.</summary>
internal sealed class WriterConnection : IDisposable
{
    // FULL: a commit returns after the flush. The log is moved into the file every 4,000 pages (16 MB), and cut back if it ever grew beyond 64 MB.
    private const string Settings =
        "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA wal_autocheckpoint=4000; PRAGMA journal_size_limit=67108864; "
        + "PRAGMA cache_size=-32768; PRAGMA temp_store=MEMORY;";

    private readonly StoreConnection _connection;

    public WriterConnection(StoreFile file, RowMappings mappings)
    {
        _connection = new StoreConnection(file, file.ForWriting, mappings, Settings);
        Session = new WriteSession(file, _connection);
    }

    public WriteSession Session { get; }

    public bool InTransaction => _connection.InTransaction;

    public void Begin() => _connection.Step("BEGIN IMMEDIATE");

    public void Commit() => _connection.Step("COMMIT");

    public void BeginUnit() => _connection.Step("SAVEPOINT unit");

    public void EndUnit() => _connection.Step("RELEASE unit");

    public void RollbackUnit()
    {
        _connection.Step("ROLLBACK TO unit");
        _connection.Step("RELEASE unit");
    }

    public void Rollback()
    {
        if (_connection.InTransaction)
            _connection.Step("ROLLBACK");
    }

    /// <summary>Moves the log into the file. RESTART waits for the readers of now, TRUNCATE also cuts the log to nothing.</summary>
    /// <returns>False when a reader stood in the way.</returns>
    public bool Checkpoint(string mode) =>
        _connection.Query($"PRAGMA wal_checkpoint({mode})", static row => row.GetInt32(0) == 0, []) is [true];

    public void Dispose() => _connection.Dispose();
}
