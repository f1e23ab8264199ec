using System.Data.Common;
using Corporation.SagaStore.Configuration;

namespace Corporation.SagaStore.Reading;

/// <summary>Reads committed state with prepared statements, for the hot path; everything else reads through EF Core.</summary>
public interface IStoreReader
{
    /// <summary>Which SQL it speaks.</summary>
    StoreEngine Engine { get; }

    /// <summary>Loads one row of an entity type of the model by its single-column key; null when there is none.</summary>
    ValueTask<TRow?> FindAsync<TRow>(object key, CancellationToken cancellationToken)
        where TRow : class;

    /// <summary>Runs a query with positional parameters <c>$1</c>, <c>$2</c>, …</summary>
    /// <exception cref="Writing.StoreUnavailableException">The store can't be read now.</exception>
    ValueTask<IReadOnlyList<TItem>> QueryAsync<TItem>(
        string sql, Func<DbDataReader, TItem> map, ReadOnlySpan<object?> values, CancellationToken cancellationToken);

    /// <summary>
    /// Runs queries one after the other, with a server in one round trip. Each sees what was committed when its turn came, which may be more than the one before saw.
    /// </summary>
    /// <exception cref="Writing.StoreUnavailableException">The store can't be read now.</exception>
    Task RunAsync(IReadOnlyList<StoreQuery> queries, CancellationToken cancellationToken);
}
