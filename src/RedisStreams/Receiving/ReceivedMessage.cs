using MassTransit;
using MassTransit.Transports;

namespace Corporation.RedisStreams.Receiving;

/// <summary>
/// The framework's hold on a message that was read: it settles through the delivery, which knows whether the lease is still ours.
/// </summary>
internal sealed class ReceivedMessage(Delivery delivery, Uri inputAddress) : ReceiveLockContext, MessageRedeliveryContext
{
    private const int LongestFaultDelaySeconds = 30;

    private EntryHeaders? _headers;

    public Delivery Delivery => delivery;

    public EntryHeaders Headers => _headers ??= new EntryHeaders(delivery);

    public Task Complete()
    {
        // A lease that was lost has been told to the log; the message is with somebody else then.
        delivery.Complete();
        return Task.CompletedTask;
    }

    /// <summary>
    /// The pipeline itself failed, the error queue included. The message stays and is delivered again, each time later, until it has been
    /// delivered too often.
    /// </summary>
    public Task Faulted(Exception exception) =>
        delivery.RetryAsync(TimeSpan.FromSeconds(Math.Min(LongestFaultDelaySeconds, 1 << Math.Min(5, delivery.DeliveryCount - 1))));

    public Task ValidateLockStatus() => delivery.State == DeliveryState.Lost ? throw LeaseLost("its consumer began") : Task.CompletedTask;

    /// <summary>
    /// Holds the message back where it lies. The send context that a redelivery by sending again would have is not needed.
    /// </summary>
    public async Task ScheduleRedelivery(TimeSpan delay, Action<ConsumeContext, SendContext>? callback)
    {
        if (!await delivery.DelayAsync(delay, delivery.RedeliveryCount + 1))
            throw LeaseLost("its redelivery was scheduled");
    }

    public RedisStreamsException LeaseLost(string before) =>
        new($"The lease of message {delivery.MessageId} was lost before {before}; whoever has it now decides.")
        {
            Entity = inputAddress.ToString(),
            EntryId = delivery.Place.ToString(),
        };
}
