using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Corporation.SagaStore.Tracking;

/// <summary>What differs between the databases.</summary>
internal abstract class TrackingEngine
{
    /// <summary>As <c>Database.ProviderName</c> has it.</summary>
    public abstract string Provider { get; }

    /// <summary>What the registration calls to choose it.</summary>
    public abstract string Choice { get; }

    /// <summary>Whether the database changes a row's version by itself (<c>IsRowVersion</c>).</summary>
    public abstract bool HasRowVersions { get; }

    /// <summary>Whether sagas are locked one by one.</summary>
    public abstract bool LocksRows { get; }

    /// <summary>Whether an optimistic message has a transaction from its start, or only for what it saves.</summary>
    public abstract bool ReadsInTransaction { get; }

    /// <summary>Whether those who write in this process wait for each other.</summary>
    public abstract bool WritesInTurn { get; }

    public virtual Task<IDbContextTransaction> BeginAsync(DbContext context, IsolationLevel isolation, CancellationToken cancellationToken) =>
        context.Database.BeginTransactionAsync(isolation, cancellationToken);

    /// <summary>Locks the sagas until the end of the transaction, in the order of their ids; those that don't exist are passed over.</summary>
    public abstract Task LockAsync(DbContext context, SagaShape shape, IReadOnlyList<Guid> ids, CancellationToken cancellationToken);
}
