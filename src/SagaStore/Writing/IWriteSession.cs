using Corporation.SagaStore.Configuration;

namespace Corporation.SagaStore.Writing;

/// <summary>What a unit can do inside its transaction. Statements are prepared once and kept.</summary>
/// <remarks>
/// Everything but <see cref="Query"/> may be sent to the database later than it is called, at the latest before the commit: what fails then
/// fails the unit. A unit may be run again, when another one with which it shared a transaction made that fail; it must not have effects elsewhere.
/// </remarks>
public interface IWriteSession
{
    /// <summary>Which SQL it speaks.</summary>
    StoreEngine Engine { get; }

    /// <summary>
    /// Inserts a row of an entity type of the model. A key that the database generates is written back into the row.
    /// After the commit every <see cref="ICommitObserver"/> is shown the row.
    /// </summary>
    void Insert(object row);

    /// <summary>
    /// Updates a row by key and concurrency token, and advances the token (an <c>int</c> or <c>long</c> property) by one.
    /// </summary>
    /// <param name="row">The row as it was read, changed.</param>
    /// <param name="onStale">Makes the exception with which the unit fails when no row has that key and token; nothing of it is kept then.</param>
    void Update(object row, Func<Exception> onStale);

    /// <summary>Deletes a row by key and concurrency token.</summary>
    /// <param name="row">The row as it was read.</param>
    /// <param name="onStale">As for <see cref="Update"/>.</param>
    void Delete(object row, Func<Exception> onStale);

    /// <summary>Runs a statement with positional parameters <c>$1</c>, <c>$2</c>, … It must return no rows: to learn what it changed, use <see cref="Query"/> and RETURNING.</summary>
    void Execute(string sql, params ReadOnlySpan<object?> values);

    /// <summary>Calls a function for what it does: runs a SELECT of one row that nobody needs, at the latest before the next <see cref="Query"/> or the commit.</summary>
    void Perform(string sql, params ReadOnlySpan<object?> values);

    /// <summary>Reads inside the transaction, seeing what was written before in it.</summary>
    IReadOnlyList<TItem> Query<TItem>(string sql, Func<System.Data.Common.DbDataReader, TItem> map, params ReadOnlySpan<object?> values);
}
