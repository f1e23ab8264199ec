namespace Corporation.TransportBench.Planning;

/// <summary>The transports' names in the results. On the command line they have dashes.</summary>
internal static class TransportKeys
{
    public const string RedisStreams = "redis_streams";
    public const string InMemory = "in_memory";
    public const string RabbitMq = "rabbitmq";
    public const string BareRedis = "bare_redis";

    /// <summary>Behind the name of a transport whose Redis flushes with every write.</summary>
    public const string DurableSuffix = "_durable";

    public static IReadOnlyList<string> All { get; } = [RedisStreams, InMemory, RabbitMq, BareRedis];
}
