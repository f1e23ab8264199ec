namespace Corporation.SagaStore.Configuration;

/// <summary>Where the store is and how it behaves under load.</summary>
public sealed class PostgreSqlStoreOptions
{
    /// <summary>The configuration section that a host binds, if it binds one.</summary>
    public const string Section = "Database";

    /// <summary>The database, for Npgsql: <c>Host=…;Port=…;Username=…;Password=…;Database=…</c>.</summary>
    /// <value>Required. Whatever it says about time-outs, keep-alive and TLS holds; pool size and prepared statements are the store's.</value>
    public string ConnectionString { get; set; } = "";

    /// <summary>How many connections commit side by side.</summary>
    /// <value>1 to 64; 1 by default: what waits shares one commit, which costs less than commits side by side. More help where a flush takes several milliseconds. More than the server has cores gains little.</value>
    public int WriterConnections { get; set; } = 1;

    /// <summary>How many connections read side by side, at most; others wait for one. One more reads single rows by key.</summary>
    /// <value>1 to 1,000; 32 by default. Together with <see cref="WriterConnections"/> below the server's <c>max_connections</c>, over all processes.</value>
    public int ReaderConnections { get; set; } = 32;

    /// <summary>How many units may share one transaction and one flush. Four times as many may wait before callers are held back.</summary>
    /// <value>1 to 4,096; 64 by default.</value>
    public int MaxUnitsPerCommit { get; set; } = 64;

    /// <summary>How long a statement may take before it counts as failed.</summary>
    /// <value>1 second to 5 minutes; 15 seconds by default.</value>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the start waits for a server that can't be reached yet.</summary>
    /// <value>0 to 1 hour; 1 minute by default.</value>
    public TimeSpan StartPatience { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long a writer whose connection broke during a commit tries to learn from the server whether that succeeded; after it, the senders get a
    /// <see cref="Writing.StoreUnavailableException"/> whose outcome is unknown.
    /// </summary>
    /// <value>0 to 10 minutes; 20 seconds by default.</value>
    public TimeSpan DoubtPatience { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How the schema comes into the database.</summary>
    /// <value><see cref="StoreSchema.Migrate"/> by default.</value>
    public StoreSchema Schema { get; set; } = StoreSchema.Migrate;
}
