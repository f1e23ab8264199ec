namespace Corporation.SagaStore.Opening;

/// <summary>Opens the store. A host does it before any of its services starts; whoever needs it earlier, or has no host, calls it.</summary>
public interface IStoreStartup
{
    /// <summary>
    /// Brings the schema up to date and starts the writer; does nothing when that has been done. A SQLite store makes its folder, takes the file
    /// for this process and checks it before; a PostgreSQL store waits for its server.
    /// </summary>
    /// <exception cref="StoreStartException">The store can't be opened; the message says why and what to do.</exception>
    Task PrepareAsync(CancellationToken cancellationToken);
}
