namespace Corporation.SagaStore.Opening;

/// <summary>Opens the store. A host does it before any of its services starts; whoever needs it earlier, or has no host, calls it.</summary>
public interface IStoreStartup
{
    /// <summary>
    /// Creates the folder, takes the file for this process, checks it, brings its schema up to date and starts the writer.
    /// Does nothing when that has been done.
    /// </summary>
    /// <exception cref="StoreStartException">The store can't be opened; the message says why and what to do.</exception>
    void Prepare();
}
