namespace Corporation.SagaStore.Writing;

/// <summary>
/// The one way to change the store. Units that arrive together share one transaction and one flush to disk (group commit), each isolated
/// from the failure of the others; the returned task completes after the commit is durable.
/// </summary>
public interface IStoreWriter
{
    /// <summary>Runs <paramref name="unit"/> inside a transaction, all or nothing.</summary>
    /// <param name="unit">Runs on the writer's thread; must be quick, must not block on anything else and may run once only.</param>
    /// <param name="cancellationToken">Gives up waiting while the unit has not begun; a unit that has begun is finished.</param>
    /// <exception cref="StoreUnavailableException">The store can't be written now: disk full, database locked, I/O error. Nothing was changed.</exception>
    /// <exception cref="UniqueViolationException">A row with that key exists. Nothing was changed.</exception>
    Task<TResult> WriteAsync<TResult>(Func<IWriteSession, TResult> unit, CancellationToken cancellationToken);
}
