using System.Data;
using Corporation.SagaStore.Delivering;
using Microsoft.EntityFrameworkCore;

namespace Corporation.SagaStore.Consuming;

/// <summary>Gives outboxes their places behind the older ones of the same sagas, just before the commit.</summary>
internal sealed class SagaOrder(Outbox outbox, DeliveredOutboxes delivered)
{
    /// <summary>Who has that many undelivered ones waits, whatever they are.</summary>
    private const int MostRead = 100;

    // The smallest step that both databases keep.
    private static readonly TimeSpan Step = TimeSpan.FromMicroseconds(1);

    /// <summary>
    /// The places stay true until the transaction ends: nobody else gets one of the same saga before, also when a transition changed nothing and so has
    /// no lock on the saga's row.
    /// </summary>
    public async Task ArrangeAsync(DbContext database, IReadOnlyCollection<OutboxState> states, CancellationToken cancellationToken)
    {
        Guid[] sagas = [.. states.Select(state => state.SagaId).OfType<Guid>()];
        if (sagas.Length == 0)
            return;

        var sql = new SqlText();
        var locks = outbox.SqlOf(database).Predecessors(sql, sagas, MostRead);
        var older = await database.ReadAsync(
            sql, locks, static row => new Predecessor(row.GetGuid(0), row.GetGuid(1), row.GetDateTime(2), row.GetDateTime(3)), cancellationToken);
        HashSet<Guid> waiting = older.Count == MostRead || IsSnapshotOld
            ? [.. sagas]
            : [.. older.Where(one => !delivered.Contains(one.OutboxId)).Select(one => one.SagaId)];
        foreach (var state in states.Where(state => state.SagaId is not null))
            Place(state, waiting, older);
    }

    // A transaction that sees what was there at its beginning may not see the one that committed just before it.
    private bool IsSnapshotOld => !outbox.Options.IsSqlite
        && outbox.Options.IsolationLevel is (IsolationLevel.RepeatableRead or IsolationLevel.Serializable or IsolationLevel.Snapshot);

    private static void Place(OutboxState state, HashSet<Guid> waiting, List<Predecessor> older)
    {
        if (waiting.Contains(state.SagaId.GetValueOrDefault()))
            state.HoldMs = 0;
        if (older.Count == 0)
            return;

        // A clock that was set back must neither turn the order round nor make the outbox wait until it has caught up.
        var now = older[0].Now;
        var earliest = older[0].Created + Step;
        state.Created = now > earliest ? now : earliest;
        if (state.HoldMs == 0)
            state.NextTry = now;
    }

    private readonly record struct Predecessor(Guid SagaId, Guid OutboxId, DateTime Created, DateTime Now);
}
