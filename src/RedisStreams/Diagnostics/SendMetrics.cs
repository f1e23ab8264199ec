using System.Diagnostics.Metrics;
using Corporation.RedisStreams.Sending;

namespace Corporation.RedisStreams.Diagnostics;

/// <summary>What sending and scheduling count.</summary>
internal static class SendMetrics
{
    private static readonly Meter Meter = new("Corporation.RedisStreams");

    public static readonly Counter<long> Retries = Meter.CreateCounter<long>(
        "redis_streams.send_retries", "{send}", "Sends tried again: the queue was full, the server could not be reached, or gave no answer.");

    public static readonly Counter<long> Failures = Meter.CreateCounter<long>(
        "redis_streams.send_failures", "{message}", "Messages that could not be sent.");

    public static readonly Counter<long> Duplicates = Meter.CreateCounter<long>(
        "redis_streams.duplicates", "{message}", "Messages not sent, for they had been sent within the deduplication window.");

    public static readonly Counter<long> ScheduledMoved = Meter.CreateCounter<long>(
        "redis_streams.scheduled_moved", "{message}", "Scheduled messages that were due and went where they were sent.");

    public static readonly Counter<long> ScheduledDead = Meter.CreateCounter<long>(
        "redis_streams.scheduled_dead", "{message}", "Scheduled messages that can never be delivered, or had no content any more.");

    public static readonly Counter<long> ScheduledPostponed = Meter.CreateCounter<long>(
        "redis_streams.scheduled_postponed", "{message}", "Times that a scheduled message was due but its queue was full.");

    public static readonly Counter<long> MoveErrors = Meter.CreateCounter<long>(
        "redis_streams.move_errors", "{error}", "Times that the schedule could not be looked at, or the server took nothing.");

    /// <summary>The name of the queue or topic.</summary>
    public static KeyValuePair<string, object?> Of(Destination destination) => new("messaging.destination.name", destination.Name);
}
