namespace Corporation.SagaStore.Writing;

/// <summary>Adds to a transaction what follows from it, so that both are committed by one flush, or neither is.</summary>
public interface ICommitContributor
{
    /// <summary>
    /// Called on the writer's thread when all units of a group have run and nothing is committed yet. Must only look at the rows and add: no I/O, no
    /// waiting. Called again for the same rows if the transaction must be run again.
    /// </summary>
    /// <param name="insertedRows">The rows inserted through <see cref="IWriteSession.Insert"/>, in order. Keys that the database generates may be missing.</param>
    /// <param name="group">Where to add.</param>
    void Contribute(IReadOnlyList<object> insertedRows, ICommitGroup group);
}

/// <summary>A transaction with the units of several senders, about to be committed.</summary>
public interface ICommitGroup
{
    /// <summary>Adds a unit, which runs after those that are there. What it does is shown to no contributor.</summary>
    /// <param name="unit">As for <see cref="IStoreWriter.WriteAsync{TResult}"/>.</param>
    /// <returns>
    /// Completes after the commit. Fails after it when what was added is not in it: the unit failed, or the transaction did with it and not without; or when
    /// nobody can say whether it was committed. Is cancelled when nothing was stored, or when the transaction is run again and the contributor asked anew.
    /// Never completes on the writer's thread.
    /// </returns>
    /// <exception cref="InvalidOperationException">The call did not come from within <see cref="ICommitContributor.Contribute"/>.</exception>
    Task<TResult> AddAsync<TResult>(Func<IWriteSession, TResult> unit);
}
