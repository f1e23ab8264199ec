namespace Corporation.SagaStore.Writing;

/// <summary>Is told of every commit, in commit order.</summary>
public interface ICommitObserver
{
    /// <summary>
    /// Called on the writer's thread after the commit and before the writers are told. Must only signal: no I/O, no waiting, no exception.
    /// </summary>
    /// <param name="insertedRows">The rows inserted through <see cref="IWriteSession.Insert"/>, in order, keys filled in.</param>
    void Committed(IReadOnlyList<object> insertedRows);
}
