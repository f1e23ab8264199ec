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
    ConsumeContext<T> context, OutboxConsumeOptions options, IServiceProvider provider, TContext database, Outbox<TContext> outbox, Guid messageId)
    : OutboxConsumeContextProxy<T>(context, options, provider)
    where TContext : DbContext
    where T : class
{
    private readonly List<OutboxMessage> _messages = [];
    private bool _isConsumed;
    private bool _isDelivered;
    private long _stored;

    public override Guid? MessageId => messageId;

    public override bool ContinueProcessing { get; set; } = true;

    public override bool IsMessageConsumed => _isConsumed;

    public override bool IsOutboxDelivered => _isDelivered;

    public override int ReceiveCount => 1;

    public override long? LastSequenceNumber => null;

    public Guid OutboxId { get; } = NewId.NextSequentialGuid();

    /// <summary>In which it is consumed.</summary>
    public IDbContextTransaction? Transaction { get; set; }

    public bool HasMessages => _messages.Count > 0;

    public override Task AddSend<TMessage>(SendContext<TMessage> context)
    {
        var row = MessageCapture.RowOf(context);
        lock (_messages)
        {
            row.OutboxId = OutboxId;
            row.SequenceNumber = _messages.Count + 1;
            _messages.Add(row);
        }

        return Task.CompletedTask;
    }

    /// <summary>The one commit. A failure is the message's failure.</summary>
    public override async Task SetConsumed()
    {
        if (_messages.Count > 0)
        {
            database.Add(outbox.NewState(OutboxId, outbox.Options.HoldDuration));
            database.AddRange(_messages);
        }

        await database.SaveChangesAsync(CancellationToken);
        if (Transaction is not null)
            await Transaction.CommitAsync(CancellationToken);
        _stored = Stopwatch.GetTimestamp();
        _isConsumed = true;
        _isDelivered = _messages.Count == 0;
    }

    /// <summary>Somebody has consumed the message before.</summary>
    public void SetDuplicate()
    {
        _isConsumed = true;
        _isDelivered = true;
    }

    /// <summary>Sends from memory. A failure is not the consumer's: what is left is the delivery service's.</summary>
    /// <returns>Null when everything has been sent.</returns>
    public async Task<OutboxProgress?> DeliverAsync()
    {
        var window = new DeliveryWindow(outbox.Options.DirectDelivery);
        var delivery = new OutboxDelivery(OutboxId, _messages.Take(Options.MessageDeliveryLimit), _stored, null, false, window);
        var progress = await outbox.Sender.SendAsync(delivery, CancellationToken);
        StoreMetrics.Delivered.Add(progress.Delivered, outbox.Tag, StoreMetrics.FromMemory);
        _isDelivered = true;
        return progress.Delivered == _messages.Count ? null : progress;
    }

    public override Task SetDelivered() => Task.CompletedTask;

    public override Task<List<OutboxMessageContext>> LoadOutboxMessages() => Task.FromResult(new List<OutboxMessageContext>());

    public override Task NotifyOutboxMessageDelivered(OutboxMessageContext message) => Task.CompletedTask;

    public override Task RemoveOutboxMessages() => Task.CompletedTask;
}
