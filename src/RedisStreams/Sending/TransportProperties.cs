using System.Globalization;
using MassTransit;

namespace Corporation.RedisStreams.Sending;

/// <summary>Under which names an outbox or an external scheduler keeps what is said about a message beside its body and headers.</summary>
internal static class TransportProperties
{
    public const string PartitionKey = "RS-PartitionKey";
    public const string RoutingKey = "RS-RoutingKey";
    public const string Priority = "RS-Priority";
    public const string Durability = "RS-Durability";
    public const string DueTime = "RS-DueTime";

    public static string ToText(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);

    /// <returns>Null for what is no time.</returns>
    public static DateTimeOffset? ParseTime(string? text) =>
        DateTimeOffset.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    /// <summary>Puts in what is not as usual.</summary>
    public static void Write(
        IDictionary<string, object> properties, string? partitionKey, string? routingKey, RedisStreamsPriority priority)
    {
        if (!string.IsNullOrWhiteSpace(partitionKey))
            properties[PartitionKey] = partitionKey;
        if (!string.IsNullOrWhiteSpace(routingKey))
            properties[RoutingKey] = routingKey;
        if (priority != RedisStreamsPriority.Normal)
            properties[Priority] = priority.ToString();
    }
}
