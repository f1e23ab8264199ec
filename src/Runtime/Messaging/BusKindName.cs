using Corporation.Runtime.Roles;

namespace Corporation.Runtime.Messaging;

/// <summary>How the buses are written in settings.</summary>
public static class BusKindName
{
    internal const string Choices = "in-memory, redis-streams or rabbitmq";

    /// <summary>The bus of that name; null when there is none. Case and dashes don't matter.</summary>
    public static BusKind? Find(string? text) => text?.Trim().Replace("-", "", StringComparison.Ordinal).ToUpperInvariant() switch
    {
        "INMEMORY" => BusKind.InMemory,
        "REDISSTREAMS" => BusKind.RedisStreams,
        "RABBITMQ" => BusKind.RabbitMq,
        _ => null,
    };

    /// <summary>The name of a bus.</summary>
    public static string Of(BusKind kind) => kind switch
    {
        BusKind.RedisStreams => "redis-streams",
        BusKind.RabbitMq => "rabbitmq",
        _ => "in-memory",
    };
}
