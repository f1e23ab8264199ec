using Corporation.SagaStore.Mapping;
using Corporation.SagaStore.Reading;
using Corporation.SagaStore.Writing;
using Microsoft.EntityFrameworkCore;

namespace Corporation.SagaStore.Repository;

/// <summary>What the saga repository needs of a store. Nothing here names SQLite: another store implements the same.</summary>
internal interface ISagaStorage
{
    IStoreWriter Writer { get; }

    IStoreReader Reader { get; }

    RowImage<TRow> ImageOf<TRow>()
        where TRow : class;

    /// <summary>A read-only context, for queries by expression.</summary>
    DbContext CreateContext();
}
