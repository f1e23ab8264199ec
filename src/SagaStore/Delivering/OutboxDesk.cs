using Microsoft.EntityFrameworkCore;

namespace Corporation.SagaStore.Delivering;

/// <summary>What can be asked of an outbox and done to it by hand. A singleton; each call has a scope of its own.</summary>
/// <typeparam name="TContext">The outbox's context.</typeparam>
public sealed class OutboxDesk<TContext>
    where TContext : DbContext
{
    private readonly Outbox<TContext> _outbox;

    internal OutboxDesk(Outbox<TContext> outbox) => _outbox = outbox;

    /// <summary>The messages that were given up, those given up first before others; <see cref="OutboxMessage.LastError"/> says why.</summary>
    /// <param name="limit">How many at most; at least 1.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is below 1.</exception>
    public async Task<IReadOnlyList<OutboxMessage>> ListParkedAsync(int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        await using var session = _outbox.Open();
        return await session.Context.Set<OutboxMessage>().AsNoTracking()
            .Where(message => message.Parked != null)
            .OrderBy(message => message.Parked)
            .Take(limit)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Gives all parked messages a new set of tries.</summary>
    /// <returns>How many they are.</returns>
    public async Task<int> RequeueParkedAsync(CancellationToken cancellationToken)
    {
        await using var session = _outbox.Open();
        var requeued = 0;
        await SingleRun.RunAsync(session.Context, async () =>
        {
            using var turn = await _outbox.TakeTurnAsync(session.Context, cancellationToken);
            await using var transaction = await OutboxSession.BeginAsync(session.Context, _outbox.Options.IsSqlite, cancellationToken);
            await session.ExecuteAsync(new SqlText().Append(session.Sql.Requeue), cancellationToken);
            requeued = await session.Context.Set<OutboxMessage>().Where(message => message.Parked != null).ExecuteUpdateAsync(
                change => change.SetProperty(message => message.Parked, (DateTime?)null).SetProperty(message => message.Tries, 0), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        });
        _outbox.Committed.Set();
        return requeued;
    }
}
