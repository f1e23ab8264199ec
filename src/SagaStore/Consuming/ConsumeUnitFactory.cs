using Corporation.SagaStore.Delivering;
using Corporation.SagaStore.Diagnostics;
using MassTransit;
using MassTransit.Middleware;
using Microsoft.EntityFrameworkCore;

namespace Corporation.SagaStore.Consuming;

/// <summary>
/// Consumes each message once: inbox row first, consumer, commit, all in one transaction. A duplicate waits for that row, finds it, and ends as if it
/// had been consumed.
/// </summary>
internal sealed class ConsumeUnitFactory<TContext>(
    TContext database, IServiceProvider provider, Outbox<TContext> outbox, DeliveredOutboxes<TContext> delivered) : IOutboxContextFactory<TContext>
    where TContext : DbContext
{
    public void Probe(ProbeContext context) => context.CreateFilterScope("outboxContextFactory").Add("context", typeof(TContext).Name);

    public async Task Send<T>(ConsumeContext<T> context, OutboxConsumeOptions options, IPipe<OutboxConsumeContext<T>> next)
        where T : class
    {
        var messageId = context.GetOriginalMessageId() ?? throw new MessageException(typeof(T), "The message has no MessageId; without one it can't be told from others. Set it when sending.");
        if (database.Database.CurrentTransaction is not null)
        {
            throw new InvalidOperationException(
                $"{typeof(TContext).Name} has a transaction already, but the outbox begins and commits its own. Don't begin one in a filter before it.");
        }

        var unit = new ConsumeUnit<TContext, T>(context, options, provider, database, outbox, new SagaOrder(outbox, delivered), messageId);
        try
        {
            await SingleRun.RunAsync(database, () => ConsumeAsync(unit, options.ConsumerId, next));
        }
        catch
        {
            // Whoever consumes again in the same scope must not meet what this attempt left behind.
            database.ChangeTracker.Clear();
            throw;
        }

        await DeliverAsync(unit);

        // The last pass: tells the framework that the message has been consumed.
        await next.Send(unit);
    }

    private async Task ConsumeAsync<T>(ConsumeUnit<TContext, T> unit, Guid consumerId, IPipe<OutboxConsumeContext<T>> next)
        where T : class
    {
        var messageId = unit.MessageId.GetValueOrDefault();
        using var turn = await outbox.TakeTurnAsync(database, unit.CancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(
            outbox.Options.IsSqlite ? System.Data.IsolationLevel.Serializable : outbox.Options.IsolationLevel, unit.CancellationToken);
        var inserted = await database.Database.ExecuteSqlRawAsync(
            outbox.SqlOf(database).InsertInbox, [messageId, consumerId], unit.CancellationToken);
        if (inserted == 0)
        {
            StoreMetrics.Duplicates.Add(1, outbox.Tag);
            Log.DuplicateSkipped(outbox.Logger, messageId, consumerId);
            unit.SetDuplicate();
            return;
        }

        unit.Transaction = transaction;
        await next.Send(unit);
    }

    private async Task DeliverAsync<T>(ConsumeUnit<TContext, T> unit)
        where T : class
    {
        var window = new DeliveryWindow(outbox.Options.DirectDelivery);
        foreach (var one in unit.ToDeliver)
        {
            if (await unit.DeliverAsync(one, window) is { } left)
                await TryLeaveAsync(left);
            else
                await delivered.AddAsync(new DeliveredOutbox(one.State.OutboxId, one.State.SagaId), CancellationToken.None);
        }
    }

    private async Task TryLeaveAsync(OutboxProgress left)
    {
        try
        {
            await LeaveAsync(left);
        }
        catch (Exception exception)
        {
            // Then it is left when the hold ends; what was sent from memory is sent again.
            Log.DeliveredNotRemoved(outbox.Logger, outbox.Name, 1, exception.Message);
        }
    }

    private async Task LeaveAsync(OutboxProgress left)
    {
        await using var session = outbox.Open();
        var sql = new SqlText();
        session.Sql.Note(sql, left);
        session.Sql.Postpone(sql, left);
        session.Sql.RemoveEmptied(sql, [left.OutboxId]);
        await SingleRun.RunAsync(session.Context, async () =>
        {
            using var turn = await outbox.TakeTurnAsync(session.Context, CancellationToken.None);
            await using var transaction = await OutboxSession.BeginAsync(session.Context, outbox.Options.IsSqlite, CancellationToken.None);
            await session.ExecuteAsync(sql, CancellationToken.None);
            await transaction.CommitAsync(CancellationToken.None);
        });
        outbox.Committed.Set();
    }
}
