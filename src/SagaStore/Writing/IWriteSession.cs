namespace Corporation.SagaStore.Writing;

/// <summary>What a unit can do inside its transaction. Statements are prepared once and kept.</summary>
public interface IWriteSession
{
    /// <summary>
    /// Inserts a row of an entity type of the model. A key that the database generates is written back into the row.
    /// After the commit every <see cref="ICommitObserver"/> is shown the row.
    /// </summary>
    void Insert(object row);

    /// <summary>
    /// Updates a row by key and concurrency token, and advances the token (an <c>int</c> or <c>long</c> property) by one.
    /// Returns false, and changes nothing, when no row has that key and token.
    /// </summary>
    bool Update(object row);

    /// <summary>Deletes a row by key and concurrency token. Returns false when no row has them.</summary>
    bool Delete(object row);

    /// <summary>Runs a statement with positional parameters <c>$1</c>, <c>$2</c>, …</summary>
    /// <returns>Rows changed.</returns>
    int Execute(string sql, params ReadOnlySpan<object?> values);

    /// <summary>Reads inside the transaction, seeing what was written before in it.</summary>
    IReadOnlyList<TItem> Query<TItem>(string sql, Func<System.Data.Common.DbDataReader, TItem> map, params ReadOnlySpan<object?> values);
}
