using System.Diagnostics;
using Corporation.SagaStore.Delivering;
using Corporation.SagaStore.Diagnostics;
using MassTransit;
using MassTransit.Middleware;
using MassTransit.Middleware.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Corporation.SagaStore.Consuming;

/// <summary>
/// One message while it is consumed. What the consumer sends is kept until it has ended; then it is stored with everything else in one commit, sent
/// from memory and removed later.
/// </summary>
internal sealed class ConsumeUnit<TContext, T>(
    ConsumeContext<T> context,
    OutboxConsumeOptions options,
    IServiceProvider provider,
    TContext database,
    Outbox<TContext> outbox,
    SagaOrder order,
    Guid messageId)
    : OutboxConsumeContextProxy<T>(context, options, provider), ISagaOutboxes
    where TContext : DbContext
    where T : class
{
    private readonly OutgoingMessages _outgoing = new();
    private IReadOnlyList<OutgoingOutbox> _outboxes = [];
    private bool _isConsumed;
    private bool _isDelivered;
    private long _stored;

    public override Guid? MessageId => messageId;

    public override bool ContinueProcessing { get; set; } = true;

    public override bool IsMessageConsumed => _isConsumed;

    public override bool IsOutboxDelivered => _isDelivered;

    public override int ReceiveCount => 1;

    public override long? LastSequenceNumber => null;

    /// <summary>In which it is consumed.</summary>
    public IDbContextTransaction? Transaction { get; set; }

    /// <summary>What was stored and is to be sent from memory.</summary>
    public IEnumerable<OutgoingOutbox> ToDeliver => _outboxes.Where(one => !one.Waits);

    public override Task AddSend<TMessage>(SendContext<TMessage> context)
    {
        _outgoing.Add(MessageCapture.RowOf(context), null);
        return Task.CompletedTask;
    }

    public ConsumeContext<TMessage> Enter<TMessage>(ConsumeContext<TMessage> context, DbContext sagaDatabase, Guid sagaId)
        where TMessage : class
    {
        // A saga in another database has been committed before this transaction is: nothing follows from the order of either.
        if (!ReferenceEquals(sagaDatabase, database))
            return context;

        _outgoing.Enter(sagaId);
        return new SagaSendContext<TMessage>(context, CapturedContext.ReceiveContext, new SagaMessages(_outgoing, sagaId, this));
    }

    /// <summary>The one commit. A failure is the message's failure.</summary>
    public override async Task SetConsumed()
    {
        _outboxes = _outgoing.Pack(sagaId => outbox.NewState(NewId.NextSequentialGuid(), outbox.Options.HoldDuration, sagaId));
        await order.ArrangeAsync(database, [.. _outboxes.Select(one => one.State)], CancellationToken);
        foreach (var one in _outboxes)
        {
            database.Add(one.State);
            database.AddRange(one.Messages);
        }

        await database.SaveChangesAsync(CancellationToken);
        if (Transaction is not null)
            await Transaction.CommitAsync(CancellationToken);
        _stored = Stopwatch.GetTimestamp();
        _isConsumed = true;
        _isDelivered = !ToDeliver.Any();
        if (_outboxes.Any(one => one.Waits))
            outbox.Committed.Set();
    }

    /// <summary>Somebody has consumed the message before.</summary>
    public void SetDuplicate()
    {
        _isConsumed = true;
        _isDelivered = true;
    }

    /// <summary>Sends from memory. A failure is not the consumer's: what is left is the delivery service's.</summary>
    /// <param name="one">One of those to deliver.</param>
    /// <param name="window">For all of them.</param>
    /// <returns>Null when everything has been sent.</returns>
    public async Task<OutboxProgress?> DeliverAsync(OutgoingOutbox one, DeliveryWindow window)
    {
        var delivery = new OutboxDelivery(one.State.OutboxId, one.Messages.Take(Options.MessageDeliveryLimit), _stored, null, false, window);
        var progress = await outbox.Sender.SendAsync(delivery, CancellationToken);
        StoreMetrics.Delivered.Add(progress.Delivered, outbox.Tag, StoreMetrics.FromMemory);
        _isDelivered = true;
        return progress.Delivered == one.Messages.Count ? null : progress;
    }

    public override Task SetDelivered() => Task.CompletedTask;

    public override Task<List<OutboxMessageContext>> LoadOutboxMessages() => Task.FromResult(new List<OutboxMessageContext>());

    public override Task NotifyOutboxMessageDelivered(OutboxMessageContext message) => Task.CompletedTask;

    public override Task RemoveOutboxMessages() => Task.CompletedTask;
}
