using Corporation.RedisStreams.Protocol;
using Microsoft.Extensions.Logging;

namespace Corporation.RedisStreams.Diagnostics;

internal static partial class Log
{
    [LoggerMessage(EventIds.ReceiverStarted, LogLevel.Debug, "Reading {Queue} as consumer {Consumer}")]
    public static partial void ReceiverStarted(ILogger logger, string queue, string consumer);

    [LoggerMessage(EventIds.ReceiverStopped, LogLevel.Debug, "Stopped reading {Queue}: {Released} fetched messages were given back, {Abandoned} are left to their lease")]
    public static partial void ReceiverStopped(ILogger logger, string queue, int released, int abandoned);

    [LoggerMessage(EventIds.ReadingFailed, LogLevel.Warning, "Can't read {Queue}; trying again in {DelayMs} ms: {Reason}")]
    public static partial void ReadingFailed(ILogger logger, string queue, long delayMs, string reason);

    [LoggerMessage(EventIds.QueueHealed, LogLevel.Warning, "The queue {Queue} or this consumer's name was gone from the server; it is declared again, and reading goes on as consumer {Consumer}")]
    public static partial void QueueHealed(ILogger logger, string queue, string consumer);

    [LoggerMessage(EventIds.SeatLost, LogLevel.Warning, "Another process took over the name {Consumer} at {Queue}: this one gave no sign of life for too long")]
    public static partial void SeatLost(ILogger logger, string queue, string consumer);

    [LoggerMessage(EventIds.LeaseLost, LogLevel.Warning,
        "Lost the lease on {Queue} {Lane} {EntryId} (delivery {DeliveryCount}): nothing is settled here, another consumer may handle it")]
    public static partial void LeaseLost(ILogger logger, string queue, string lane, EntryId entryId, int deliveryCount);

    [LoggerMessage(EventIds.LeasesNotRenewed, LogLevel.Warning, "Could not renew the leases on {Count} messages of {Queue}; trying again in {DelayMs} ms: {Reason}")]
    public static partial void LeasesNotRenewed(ILogger logger, string queue, int count, long delayMs, string reason);

    [LoggerMessage(EventIds.SettlingDelayed, LogLevel.Warning,
        "The server gave no answer when {Queue} {Lane} {EntryId} was to be moved or held back; trying again in {DelayMs} ms: {Reason}")]
    public static partial void SettlingDelayed(ILogger logger, string queue, string lane, EntryId entryId, long delayMs, string reason);

    [LoggerMessage(EventIds.AcknowledgingFailed, LogLevel.Warning, "Could not acknowledge {Count} messages of {Queue}; trying again in {DelayMs} ms: {Reason}")]
    public static partial void AcknowledgingFailed(ILogger logger, string queue, int count, long delayMs, string reason);

    [LoggerMessage(EventIds.AcknowledgementsGivenUp, LogLevel.Warning, "Did not acknowledge {Count} handled messages of {Queue}; they may be delivered again: {Reason}")]
    public static partial void AcknowledgementsGivenUp(ILogger logger, string queue, int count, string reason);

    [LoggerMessage(EventIds.HandlerThrew, LogLevel.Error, "Handling {Queue} {Lane} {EntryId} failed without settling it; it is delivered again after {DelayMs} ms")]
    public static partial void HandlerThrew(ILogger logger, Exception? exception, string queue, string lane, EntryId entryId, long delayMs);

    [LoggerMessage(EventIds.DeliveredTooOften, LogLevel.Error,
        "{Queue} {Lane} {EntryId} was delivered {DeliveryCount} times without being settled, the limit is {Limit}; it is in {ErrorQueue} now")]
    public static partial void DeliveredTooOften(ILogger logger, string queue, string lane, EntryId entryId, int deliveryCount, int limit, string errorQueue);

    [LoggerMessage(EventIds.ForeignEntry, LogLevel.Error, "{Queue} {Lane} {EntryId} has no body and so is no message; it is in {ErrorQueue} now")]
    public static partial void ForeignEntry(ILogger logger, string queue, string lane, EntryId entryId, string errorQueue);

    [LoggerMessage(EventIds.EntryExpired, LogLevel.Debug, "{Queue} {Lane} {EntryId} had expired")]
    public static partial void EntryExpired(ILogger logger, string queue, string lane, EntryId entryId);

    [LoggerMessage(EventIds.EntriesReclaimed, LogLevel.Warning, "{Count} messages of {Queue} had lost their consumer and are delivered again")]
    public static partial void EntriesReclaimed(ILogger logger, string queue, int count);

    [LoggerMessage(EventIds.HeldRepaired, LogLevel.Warning, "{Count} delayed messages of {Queue} had lost their due time and are due now")]
    public static partial void HeldRepaired(ILogger logger, string queue, int count);

    [LoggerMessage(EventIds.ConsumersReaped, LogLevel.Information, "Removed {Count} consumers of {Queue} that are gone")]
    public static partial void ConsumersReaped(ILogger logger, string queue, int count);

    [LoggerMessage(EventIds.StandingBy, LogLevel.Information, "Standing by at {Queue}: consumer {Owner} reads it")]
    public static partial void StandingBy(ILogger logger, string queue, string owner);

    [LoggerMessage(EventIds.BecameOwner, LogLevel.Information, "Consumer {Consumer} reads {Queue} alone from now on")]
    public static partial void BecameOwner(ILogger logger, string queue, string consumer);

    [LoggerMessage(EventIds.OwnershipLost, LogLevel.Warning, "Consumer {Consumer} no longer reads {Queue} alone: {Owner} does")]
    public static partial void OwnershipLost(ILogger logger, string queue, string consumer, string owner);

    [LoggerMessage(EventIds.PartitionsChanged, LogLevel.Information, "Consumer {Consumer} has the partitions {Partitions} of {Queue}")]
    public static partial void PartitionsChanged(ILogger logger, string queue, string consumer, string partitions);

    [LoggerMessage(EventIds.SettlingFailed, LogLevel.Warning, "Could not settle {Queue} {Lane} {EntryId}; it is delivered again when its lease ends: {Reason}")]
    public static partial void SettlingFailed(ILogger logger, string queue, string lane, EntryId entryId, string reason);

    [LoggerMessage(EventIds.EntriesNotGivenBack, LogLevel.Warning, "Could not give back {Count} messages of {Queue}; they are delivered again when their leases end: {Reason}")]
    public static partial void EntriesNotGivenBack(ILogger logger, string queue, int count, string reason);

    [LoggerMessage(EventIds.LostRepliesReturned, LogLevel.Warning, "Gave back {Count} messages of {Queue} that the server had handed out but that never arrived here")]
    public static partial void LostRepliesReturned(ILogger logger, string queue, int count);

    [LoggerMessage(EventIds.StepSkipped, LogLevel.Information, "Stopping at {Queue}, a last step was left to the other consumers: {Reason}")]
    public static partial void StepSkipped(ILogger logger, string queue, string reason);

    [LoggerMessage(EventIds.EndpointFailed, LogLevel.Error, "The receive endpoint {Queue} failed and begins again in {DelayMs} ms")]
    public static partial void EndpointFailed(ILogger logger, Exception exception, string queue, long delayMs);

    [LoggerMessage(EventIds.ReceiverPaused, LogLevel.Information, "Reading {Queue} is paused: {Released} fetched messages were given back")]
    public static partial void ReceiverPaused(ILogger logger, string queue, int released);

    [LoggerMessage(EventIds.ReceiverResumed, LogLevel.Information, "Reading {Queue} goes on")]
    public static partial void ReceiverResumed(ILogger logger, string queue);

    [LoggerMessage(EventIds.NotPurged, LogLevel.Warning, "{Queue} was not purged at the start: {Consumers} consumers read it, or died less than three leases ago")]
    public static partial void NotPurged(ILogger logger, string queue, int consumers);

    [LoggerMessage(EventIds.TemporaryQueueNotRemoved, LogLevel.Debug, "The temporary queue {Queue} was not removed; it expires by itself: {Reason}")]
    public static partial void TemporaryQueueNotRemoved(ILogger logger, string queue, string reason);
}
