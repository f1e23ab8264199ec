using Microsoft.Data.Sqlite;

namespace Corporation.SagaStore.Opening;

/// <summary>The database file and the files beside it, and how each kind of connection opens it.</summary>
internal sealed class StoreFile(string path, TimeSpan busyTimeout)
{
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    public string Folder => System.IO.Path.GetDirectoryName(Path) ?? Path;

    public string LogPath => Path + "-wal";

    public string LockPath => Path + ".lock";

    public TimeSpan BusyTimeout => busyTimeout;

    /// <summary>For the writer. Never creates the file: an empty one in place of one that vanished would look like a store.</summary>
    public string ForWriting => Describe(SqliteOpenMode.ReadWrite, pooled: false);

    public string ForReading => Describe(SqliteOpenMode.ReadOnly, pooled: false);

    /// <summary>For EF Core's queries. Pooled by the provider, and cleared when the store stops.</summary>
    public string ForQueries => Describe(SqliteOpenMode.ReadOnly, pooled: true);

    public string ForCreating => Describe(SqliteOpenMode.ReadWriteCreate, pooled: false);

    private string Describe(SqliteOpenMode mode, bool pooled) => new SqliteConnectionStringBuilder
    {
        DataSource = Path,
        Mode = mode,
        Pooling = pooled,
        ForeignKeys = true,

        // Zero would mean for ever.
        DefaultTimeout = Math.Max(1, (int)Math.Ceiling(busyTimeout.TotalSeconds)),
    }.ConnectionString;
}
