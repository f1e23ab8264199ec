namespace Corporation.Runtime.Messaging;

/// <summary>Which bus a process is on, and where it is. Bound from the configuration section <c>Bus</c>.</summary>
public sealed class BusOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Bus";

    /// <summary>Which bus.</summary>
    /// <value><c>in-memory</c>, <c>redis-streams</c> or <c>rabbitmq</c>; by default what the role says. Case and dashes don't matter.</value>
    public string? Kind { get; set; }

    /// <summary>Where the Redis server is, as <c>redis://[user:password@]host[:port][/database]</c>; <c>rediss</c> asks for TLS.</summary>
    /// <value>By default <c>redis://127.0.0.1:6379/0</c>. Environment: <c>UA_REDIS_URL</c>, or <c>UA_REDIS_HOST</c>, <c>UA_REDIS_PORT</c>, <c>UA_REDIS_DB</c> and <c>REDIS_PASSWORD</c>.</value>
    public string RedisUrl { get; set; } = "";

    /// <summary>Where the RabbitMQ broker is, as <c>amqp://user:password@host[:port][/virtual-host]</c>; <c>amqps</c> asks for TLS.</summary>
    /// <value>None by default; needed when <see cref="Kind"/> is <c>rabbitmq</c>. A slash in a name is written as <c>%2F</c>.</value>
    public string RabbitMqUrl { get; set; } = "";

    /// <summary>The part of the Redis database that the fleet uses; fleets with different ones don't see each other.</summary>
    /// <value>1 to 200 letters, digits and <c>-_.:+~=@$</c>; <c>corporation</c> by default.</value>
    public string VirtualHost { get; set; } = "corporation";
}
