using Microsoft.EntityFrameworkCore;

namespace Corporation.SagaStore.Tracking;

internal sealed class PostgreSqlTracking : TrackingEngine
{
    public override string Provider => "Npgsql.EntityFrameworkCore.PostgreSQL";

    public override string Choice => "UsePostgres";

    public override bool HasRowVersions => true;

    public override bool LocksRows => true;

    // So that what a behaviour does to the database by itself goes with the saga; BEGIN travels with the first statement.
    public override bool ReadsInTransaction => true;

    public override bool WritesInTurn => false;

    // The order holds over all processes, as the server sorts. Two that lock the same sagas therefore wait and never deadlock.
    public override async Task LockAsync(DbContext context, SagaShape shape, IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        foreach (var table in shape.LockedTables)
            await context.Database.ExecuteSqlRawAsync(table.Statement, [table.Values(ids)], cancellationToken);
    }
}
