using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Corporation.SagaStore.Tracking;

internal sealed class SqliteTracking : TrackingEngine
{
    public override string Provider => "Microsoft.EntityFrameworkCore.Sqlite";

    public override string Choice => "UseSqlite";

    public override bool HasRowVersions => false;

    public override bool LocksRows => false;

    // A read that wants to write later is refused at once when somebody else wrote meanwhile (BUSY_SNAPSHOT), whatever the busy timeout.
    public override bool ReadsInTransaction => false;

    // The provider waits for the file's lock by sleeping 150 ms on the thread; within the process a queue does better.
    public override bool WritesInTurn => true;

    // BEGIN IMMEDIATE: the one lock that the file has, for all processes.
    public override Task<IDbContextTransaction> BeginAsync(DbContext context, IsolationLevel isolation, CancellationToken cancellationToken) =>
        context.Database.BeginTransactionAsync(IsolationLevel.Serializable, cancellationToken);

    public override Task LockAsync(DbContext context, SagaShape shape, IReadOnlyList<Guid> ids, CancellationToken cancellationToken) => Task.CompletedTask;
}
