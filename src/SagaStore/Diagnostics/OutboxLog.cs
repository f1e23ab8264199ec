using Microsoft.Extensions.Logging;

namespace Corporation.SagaStore.Diagnostics;

internal static partial class Log
{
    [LoggerMessage(EventIds.DuplicateSkipped, LogLevel.Debug, "The message {MessageId} has been consumed by {ConsumerId} before; it is acknowledged and changes nothing")]
    public static partial void DuplicateSkipped(ILogger logger, Guid messageId, Guid consumerId);

    [LoggerMessage(EventIds.MessageDelivered, LogLevel.Debug, "Sent the message {MessageId} of the outbox {OutboxId}")]
    public static partial void MessageDelivered(ILogger logger, Guid messageId, Guid outboxId);

    [LoggerMessage(EventIds.DeliveryFailed, LogLevel.Warning,
        "The message {MessageId} of the outbox {OutboxId} could not be sent to {Destination}; tries that count: {Tries}. It is tried again later")]
    public static partial void DeliveryFailed(ILogger logger, Exception exception, Guid messageId, Guid outboxId, string destination, int tries);

    [LoggerMessage(EventIds.MessageParked, LogLevel.Error,
        "The message {MessageId} of the outbox {OutboxId} can't be sent to {Destination}; after {Tries} tries it is parked, and those behind it go on")]
    public static partial void MessageParked(ILogger logger, Exception exception, Guid messageId, Guid outboxId, string destination, int tries);

    [LoggerMessage(EventIds.MessageExpired, LogLevel.Information, "The message {MessageId} to {Destination} was of no use any more before it could be sent; it is dropped")]
    public static partial void MessageExpired(ILogger logger, Guid messageId, string destination);

    [LoggerMessage(EventIds.DeliveryPassFailed, LogLevel.Warning, "The outbox of {Context} could not be read or written; trying again in {PauseMs} ms")]
    public static partial void DeliveryPassFailed(ILogger logger, Exception exception, string context, double pauseMs);

    [LoggerMessage(EventIds.BusAway, LogLevel.Warning, "Nothing of the outbox of {Context} can be sent, the bus seems to be away; trying again in {PauseMs} ms")]
    public static partial void BusAway(ILogger logger, string context, double pauseMs);

    [LoggerMessage(EventIds.DeliveryResumed, LogLevel.Information, "The outbox of {Context} is being delivered again")]
    public static partial void DeliveryResumed(ILogger logger, string context);

    [LoggerMessage(EventIds.OutboxListening, LogLevel.Debug, "The outbox of {Context} listens on {Channel}")]
    public static partial void OutboxListening(ILogger logger, string context, string channel);

    [LoggerMessage(EventIds.OutboxListenerBroke, LogLevel.Warning,
        "The outbox of {Context} can't listen for the commits of other processes; it polls until it can, trying again in {PauseMs} ms: {Reason}")]
    public static partial void OutboxListenerBroke(ILogger logger, string context, double pauseMs, string reason);

    [LoggerMessage(EventIds.OutboxNotTold, LogLevel.Debug, "The processes that deliver the outbox of {Context} could not be told of a commit; they are told again in a second, or their poll finds it: {Reason}")]
    public static partial void OutboxNotTold(ILogger logger, string context, string reason);

    [LoggerMessage(EventIds.DeliveredNotRemoved, LogLevel.Warning,
        "{Outboxes} delivered outboxes of {Context} could not be removed; what is not removed before its hold ends is sent a second time: {Reason}")]
    public static partial void DeliveredNotRemoved(ILogger logger, string context, int outboxes, string reason);

    [LoggerMessage(EventIds.UpkeepFailed, LogLevel.Warning, "The inbox and outbox of {Context} could not be tidied up or measured; the next round tries again")]
    public static partial void UpkeepFailed(ILogger logger, Exception exception, string context);
}
