using System.Diagnostics.Metrics;
using Corporation.RedisStreams.Addressing;

namespace Corporation.RedisStreams.Diagnostics;

/// <summary>What receiving counts, by queue.</summary>
internal static class ReceiveMetrics
{
    private static readonly Meter Meter = new("Corporation.RedisStreams");

    public static readonly Counter<long> LeasesLost =
        Meter.CreateCounter<long>("redis_streams.leases_lost", "{entry}", "Messages whose lease was lost while they were buffered or handled.");

    public static readonly Counter<long> Redeliveries =
        Meter.CreateCounter<long>("redis_streams.redeliveries", "{entry}", "Messages handed out again: delayed, given back, or left by a consumer that is gone.");

    public static readonly Counter<long> Reclaimed =
        Meter.CreateCounter<long>("redis_streams.reclaimed", "{entry}", "Messages taken from consumers that let their lease lapse.");

    public static readonly Counter<long> ReadErrors =
        Meter.CreateCounter<long>("redis_streams.read_errors", "{error}", "Reads that failed and were tried again.");

    public static readonly Counter<long> SettleErrors =
        Meter.CreateCounter<long>("redis_streams.settle_errors", "{error}", "Acknowledgements, moves and delays that the server could not be asked for.");

    public static readonly Counter<long> RenewErrors =
        Meter.CreateCounter<long>("redis_streams.renew_errors", "{error}", "Rounds of lease renewal that failed and were tried again.");

    public static readonly Counter<long> Heals =
        Meter.CreateCounter<long>("redis_streams.heals", "{heal}", "Times that a queue had to be declared again, or a consumer had to take a new name.");

    public static readonly Counter<long> Poisoned =
        Meter.CreateCounter<long>("redis_streams.poisoned", "{entry}", "Messages moved to the error queue unhandled: delivered too often, or no messages at all.");

    public static readonly Counter<long> Expired =
        Meter.CreateCounter<long>("redis_streams.expired", "{entry}", "Messages whose time to live had passed before they were handled.");

    public static readonly Counter<long> HandlerErrors =
        Meter.CreateCounter<long>("redis_streams.handler_errors", "{error}", "Messages whose handling ended without settling them.");

    public static readonly Counter<long> EndpointFailures =
        Meter.CreateCounter<long>("redis_streams.endpoint_failures", "{failure}", "Times that an endpoint ended with an error and began again.");

    public static KeyValuePair<string, object?> Of(QueueName queue) => new("messaging.destination.name", queue.Value);
}
