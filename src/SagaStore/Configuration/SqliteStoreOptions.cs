namespace Corporation.SagaStore.Configuration;

/// <summary>Where the store is and how it behaves under load.</summary>
public sealed class SqliteStoreOptions
{
    /// <summary>The configuration section that a host binds, if it binds one.</summary>
    public const string Section = "Store";

    /// <summary>The database file. Its folder is created; two more files with the same name and <c>-wal</c>, <c>-shm</c> stand beside it.</summary>
    /// <value>A path; required. On a local disk: SQLite's locks don't work on network file systems.</value>
    public string FilePath { get; set; } = "";

    /// <summary>How long a write or read waits for somebody outside this process (a backup, a shell) who has locked the file.</summary>
    /// <value>0 to 60 seconds; 5 seconds by default.</value>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many units may share one transaction and one flush. Four times as many may wait before callers are held back.</summary>
    /// <value>1 to 4096; 256 by default.</value>
    public int MaxUnitsPerCommit { get; set; } = 256;

    /// <summary>How the schema comes into the file.</summary>
    /// <value><see cref="StoreSchema.Migrate"/> by default.</value>
    public StoreSchema Schema { get; set; } = StoreSchema.Migrate;
}
