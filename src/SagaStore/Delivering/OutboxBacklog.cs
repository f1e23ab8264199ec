namespace Corporation.SagaStore.Delivering;

/// <summary>What waits in the outbox; counts stop at <see cref="OutboxSql.MostCounted"/>.</summary>
/// <param name="Messages">To be sent.</param>
/// <param name="Parked">Given up.</param>
/// <param name="OldestAge">Since the oldest outbox was stored, by the database's clock; zero when there is none.</param>
internal readonly record struct OutboxBacklog(long Messages, long Parked, TimeSpan OldestAge)
{
    public static async Task<OutboxBacklog> ReadAsync(OutboxSession session, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(
            session.Sql.Backlog,
            static row => new OutboxBacklog(row.GetInt64(0), row.GetInt64(1), TimeSpan.FromMilliseconds(row.IsDBNull(2) ? 0 : row.GetInt64(2))),
            cancellationToken);
        return rows[0];
    }
}
