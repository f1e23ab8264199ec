namespace Corporation.TransportBench.Planning;

/// <summary>The transports' names in the results. On the command line they have dashes.</summary>
internal static class TransportKeys
{
    public const string RedisStreams = "redis_streams";
    public const string InMemory = "in_memory";
    public const string RabbitMq = "rabbitmq";
    public const string BareRedis = "bare_redis";

    /// <summary>In the order in which they take turns.</summary>
    public static IReadOnlyList<string> All { get; } = [RedisStreams, InMemory, RabbitMq, BareRedis];

    /// <summary>A transport whose Redis flushes with every write has a name of its own.</summary>
    public static string Of(string transport, bool flushesAlways) => flushesAlways ? $"{transport}_durable" : transport;
}
