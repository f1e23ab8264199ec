namespace MassTransit;

/// <summary>Where the server is, for buses that are configured by <c>IOptions</c>. What the bus's own configuration says wins.</summary>
/// <remarks>
/// A call of <see cref="IRedisStreamsBusFactoryConfigurator.Host(Uri, Action{IRedisStreamsHostConfigurator}?)"/> replaces all of it, not
/// single values. Read once, when the bus is built; a further bus (<c>AddMassTransit&lt;TBus&gt;</c>) has the options of its name. What is
/// out of range fails then, with a <see cref="ConfigurationException"/>, or an <see cref="ArgumentException"/> or
/// <see cref="UriFormatException"/> for <see cref="Port"/> and <see cref="Host"/>.
/// </remarks>
public sealed class RedisStreamsTransportOptions
{
    /// <summary>Name or address of the server.</summary>
    /// <value>By default <c>localhost</c>.</value>
    public string Host { get; set; } = "localhost";

    /// <summary>Port of the server.</summary>
    /// <value>1 to 65535; by default 6379.</value>
    public int Port { get; set; } = RedisStreamsHostAddress.DefaultPort;

    /// <summary>Number of the Redis database.</summary>
    /// <value>0 or more; by default 0, the only one that a cluster has.</value>
    public int Database { get; set; }

    /// <summary>The part of the database to use.</summary>
    /// <value>1 to 200 letters, digits and <c>-_.:+~=@$</c>; by default <c>default</c>.</value>
    public string VirtualHost { get; set; } = RedisStreamsHostAddress.DefaultVirtualHost;

    /// <summary>Name of the user.</summary>
    /// <value>By default none, which is the server's user <c>default</c>.</value>
    public string? User { get; set; }

    /// <summary>Password of the user.</summary>
    /// <value>By default none.</value>
    public string? Pass { get; set; }

    /// <summary>Whether to connect with TLS.</summary>
    /// <value>By default false.</value>
    public bool UseTls { get; set; }

    /// <summary>Name of the primary that the Sentinels watch; the host and port are then those of a Sentinel.</summary>
    /// <value>By default none.</value>
    public string? SentinelService { get; set; }
}
