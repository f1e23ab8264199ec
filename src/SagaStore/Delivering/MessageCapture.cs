using MassTransit;
using MassTransit.Context;
using MassTransit.Serialization;

namespace Corporation.SagaStore.Delivering;

/// <summary>Makes rows of messages on their way out.</summary>
internal static class MessageCapture
{
    /// <exception cref="MessageException">The message has no id.</exception>
    public static OutboxMessage RowOf<T>(SendContext<T> context)
        where T : class
    {
        var properties = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);
        if (context is TransportSendContext transport)
            transport.WritePropertiesTo(properties);

        return new OutboxMessage
        {
            MessageId = context.MessageId ?? throw new MessageException(typeof(T), "The message has no MessageId; the outbox needs one."),
            ConversationId = context.ConversationId,
            CorrelationId = context.CorrelationId,
            InitiatorId = context.InitiatorId,
            RequestId = context.RequestId,
            ScheduledMessageId = context.ScheduledMessageId,
            SourceAddress = context.SourceAddress?.ToString(),
            DestinationAddress = context.DestinationAddress?.ToString(),
            ResponseAddress = context.ResponseAddress?.ToString(),
            FaultAddress = context.FaultAddress?.ToString(),
            SentTime = (context.SentTime ?? TimeProvider.System.GetUtcNow().UtcDateTime).ToUniversalTime(),
            DelayMs = (long?)context.Delay?.TotalMilliseconds,
            TimeToLiveMs = (long?)context.TimeToLive?.TotalMilliseconds,
            ContentType = context.ContentType?.ToString() ?? context.Serialization.DefaultContentType.ToString(),
            MessageType = string.Join(';', context.SupportedMessageTypes),
            Body = context.Serializer.GetMessageBody(context).GetString(),
            Headers = SystemTextJsonMessageSerializer.Instance.SerializeDictionary(context.Headers.GetAll()),
            Properties = SystemTextJsonMessageSerializer.Instance.SerializeDictionary(properties),
        };
    }
}
