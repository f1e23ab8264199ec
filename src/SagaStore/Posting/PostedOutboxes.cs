using System.Runtime.CompilerServices;
using Corporation.SagaStore.Delivering;
using Microsoft.EntityFrameworkCore;

namespace Corporation.SagaStore.Posting;

/// <summary>Which contexts hold messages that were posted outside of consumers and are not committed yet.</summary>
internal sealed class PostedOutboxes
{
    private readonly ConditionalWeakTable<DbContext, List<object>> _posted = [];

    public void Add(DbContext context, object row) => _posted.GetOrCreateValue(context).Add(row);

    /// <summary>After a commit. The rows are the delivery's now: the context lets go of them.</summary>
    /// <returns>Whether there was something to deliver.</returns>
    public bool Committed(DbContext context)
    {
        if (!_posted.TryGetValue(context, out var rows))
            return false;

        var stored = rows.Where(row => context.Entry(row).State == EntityState.Unchanged).ToList();
        foreach (var row in stored)
        {
            context.Entry(row).State = EntityState.Detached;
            rows.Remove(row);
        }

        if (rows.Count == 0)
            _posted.Remove(context);
        return stored.OfType<OutboxState>().Any();
    }

    /// <summary>After a rollback: what was saved is gone.</summary>
    public void RolledBack(DbContext context) => _posted.Remove(context);
}
