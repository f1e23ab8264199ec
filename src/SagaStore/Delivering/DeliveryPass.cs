using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Corporation.SagaStore.Diagnostics;
using Microsoft.EntityFrameworkCore;

namespace Corporation.SagaStore.Delivering;

/// <summary>What came of one pass.</summary>
internal readonly record struct PassResult(int Claimed, int Delivered, int Failed, bool IsOutage);

/// <summary>
/// Takes some outboxes for itself, sends their messages and removes them, in one transaction where rows can be locked: whoever is killed meanwhile
/// gives them back at once. Elsewhere they are leased for longer than a pass takes.
/// </summary>
internal sealed class DeliveryPass(Outbox outbox, MessageSender sender)
{
    private const int MostFailuresInRow = 3;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    private TimeSpan Lease => Length + outbox.Options.MessageDeliveryTimeout + Margin;

    public async Task<PassResult> RunAsync(CancellationToken stoppingToken)
    {
        await using var session = outbox.Open();
        var result = default(PassResult);
        await SingleRun.RunAsync(
            session.Context,
            async () => result = outbox.LocksRows ? await RunLockedAsync(session, stoppingToken) : await RunLeasedAsync(session, stoppingToken));
        return result;
    }

    private async Task<PassResult> RunLockedAsync(OutboxSession session, CancellationToken stoppingToken)
    {
        await using var transaction = await OutboxSession.BeginAsync(session.Context, isSqlite: false, stoppingToken);
        var claimed = await ClaimAsync(session, stoppingToken);
        if (claimed.Count == 0)
            return default;

        var progress = await DeliverAsync(session, claimed, stoppingToken);

        // Nothing stops it any more: what was sent must be removed, or it is sent again.
        await session.ExecuteAsync(Outcome(session.Sql, claimed, progress), CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        return ResultOf(claimed, progress);
    }

    private async Task<PassResult> RunLeasedAsync(OutboxSession session, CancellationToken stoppingToken)
    {
        IReadOnlyList<ClaimedOutbox> claimed;
        using (await outbox.TakeTurnAsync(session.Context, stoppingToken))
            claimed = await ClaimAsync(session, stoppingToken);
        if (claimed.Count == 0)
            return default;

        var progress = await DeliverAsync(session, claimed, stoppingToken);

        using var turn = await outbox.TakeTurnAsync(session.Context, CancellationToken.None);
        await using var transaction = await OutboxSession.BeginAsync(session.Context, isSqlite: true, CancellationToken.None);
        await session.ExecuteAsync(Outcome(session.Sql, claimed, progress), CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        return ResultOf(claimed, progress);
    }

    private async Task<IReadOnlyList<ClaimedOutbox>> ClaimAsync(OutboxSession session, CancellationToken cancellationToken)
    {
        var claimed = await session.QueryAsync(
            session.Sql.Claim(outbox.Options.QueryMessageLimit, Lease),
            static row => ClaimedFrom(row) with { Lease = row.IsDBNull(4) ? null : Convert.ToString(row.GetValue(4), CultureInfo.InvariantCulture) },
            cancellationToken);

        // RETURNING gives rows in any order. In SQLite guids compare as text.
        if (!outbox.LocksRows)
            claimed = [.. claimed.OrderByDescending(one => one.Age).ThenBy(one => one.OutboxId.ToString(), StringComparer.Ordinal)];
        return [.. claimed, .. await FollowersOfAsync(session, claimed, cancellationToken)];
    }

    /// <summary>Nobody else may have those behind the first of a saga while that is in our hands: a saga's backlog needs no pass for each.</summary>
    private async Task<IEnumerable<ClaimedOutbox>> FollowersOfAsync(
        OutboxSession session, IReadOnlyList<ClaimedOutbox> claimed, CancellationToken cancellationToken)
    {
        HashSet<Guid> sagas = [.. claimed.Select(one => one.SagaId).OfType<Guid>()];
        if (claimed.Count == outbox.Options.QueryMessageLimit || sagas.Count == 0)
            return [];

        var sql = new SqlText();
        session.Sql.OfSagas(sql, sagas, outbox.Options.QueryMessageLimit);
        var known = claimed.Select(one => one.OutboxId).ToHashSet();
        var rows = await session.Context.ReadAsync(sql, 0, static row => (Outbox: ClaimedFrom(row), IsDue: row.GetInt32(4) == 1), cancellationToken);
        return rows.Where(row => !known.Contains(row.Outbox.OutboxId))
            .GroupBy(row => row.Outbox.SagaId)
            .SelectMany(saga => saga.TakeWhile(row => row.IsDue))
            .Select(row => row.Outbox);
    }

    private static ClaimedOutbox ClaimedFrom(DbDataReader row) => new(
        row.GetGuid(0),
        TimeSpan.FromMilliseconds(row.GetInt64(1)),
        row.IsDBNull(2) ? null : TimeSpan.FromMilliseconds(row.GetInt64(2)),
        row.IsDBNull(3) ? null : row.GetGuid(3),
        null);

    private async Task<List<OutboxProgress>> DeliverAsync(
        OutboxSession session, IReadOnlyList<ClaimedOutbox> claimed, CancellationToken stoppingToken)
    {
        var window = new DeliveryWindow(Length);
        var claimedAt = Stopwatch.GetTimestamp();
        var messages = await LoadAsync(session.Context, claimed, stoppingToken);
        var progress = new List<OutboxProgress>();
        var delivered = 0;
        var failuresInRow = 0;
        var heldUp = new HashSet<Guid?>();
        foreach (var claim in claimed.Where(claim => messages.Contains(claim.OutboxId) && !heldUp.Contains(claim.SagaId)))
        {
            if (stoppingToken.IsCancellationRequested || window.IsOver || failuresInRow == MostFailuresInRow)
                break;

            var stored = claimedAt - (long)(claim.Age.TotalSeconds * Stopwatch.Frequency);
            var one = await sender.SendAsync(
                new OutboxDelivery(claim.OutboxId, messages[claim.OutboxId], stored, claim.SinceLastTry, delivered > 0, window), stoppingToken);
            progress.Add(one);
            delivered += one.Delivered;
            if (claim.SagaId is not null && one.Delivered < messages[claim.OutboxId].Count())
                heldUp.Add(claim.SagaId);
            failuresInRow = one is { Failure: not null, Delivered: 0 } ? failuresInRow + 1 : 0;
        }

        StoreMetrics.Delivered.Add(delivered, outbox.Tag, StoreMetrics.BySweep);
        return progress;
    }

    private async Task<ILookup<Guid, OutboxMessage>> LoadAsync(
        DbContext context, IReadOnlyList<ClaimedOutbox> claimed, CancellationToken cancellationToken)
    {
        var ids = claimed.Select(one => one.OutboxId).ToList();
        var rows = await context.Set<OutboxMessage>().AsNoTracking()
            .Where(message => ids.Contains(message.OutboxId) && message.Parked == null)
            .Join(context.Set<OutboxState>(), message => message.OutboxId, state => state.OutboxId, (message, state) => new { message, state.Created })
            .OrderBy(pair => pair.Created).ThenBy(pair => pair.message.OutboxId).ThenBy(pair => pair.message.SequenceNumber)
            .Select(pair => pair.message)
            .Take(outbox.Options.MessageDeliveryLimit)
            .ToListAsync(cancellationToken);
        return rows.ToLookup(row => row.OutboxId);
    }

    private SqlText Outcome(OutboxSql statements, IReadOnlyList<ClaimedOutbox> claimed, List<OutboxProgress> progress)
    {
        var sql = new SqlText();
        foreach (var one in progress)
        {
            statements.Note(sql, one);
            if (one.Failure is { IsParked: false })
                statements.Postpone(sql, one);
        }

        Guid[] outboxes = [.. claimed.Select(one => one.OutboxId)];
        statements.RemoveEmptied(sql, outboxes);
        if (claimed[0].Lease is { } lease)
            statements.EndLease(sql, lease, outboxes);

        // More than one process can carry at once: the others may help.
        if (outbox.LocksRows && claimed.Count == outbox.Options.QueryMessageLimit)
            statements.Tell(sql);
        return sql;
    }

    private static PassResult ResultOf(IReadOnlyList<ClaimedOutbox> claimed, List<OutboxProgress> progress)
    {
        var failures = progress.Where(one => one.Failure is not null).ToList();
        var delivered = progress.Sum(one => one.Delivered);
        return new PassResult(
            claimed.Count, delivered, failures.Count, delivered == 0 && failures.Count > 0 && failures.TrueForAll(one => one.Failure is { IsOfMessage: false }));
    }
}
