using MassTransit;
using MassTransit.Middleware;

namespace Corporation.SagaStore.Delivering;

/// <summary>The framework's pipe for stored messages, and what it forgets: the token by which a scheduled message is cancelled.</summary>
internal sealed class StoredMessagePipe(StoredMessage message, Uri address) : IPipe<SendContext>
{
    private readonly OutboxMessageSendPipe _pipe = new(message, address);

    public async Task Send(SendContext context)
    {
        await _pipe.Send(context);
        if (message.ScheduledMessageId is not null)
            context.ScheduledMessageId = message.ScheduledMessageId;
    }

    public void Probe(ProbeContext context) => _pipe.Probe(context);
}
