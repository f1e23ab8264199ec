using StackExchange.Redis;

namespace MassTransit;

/// <summary>How a bus reaches its server, and how safely it sends.</summary>
public interface IRedisStreamsHostConfigurator
{
    /// <summary>The part of the database that this bus uses; buses of different virtual hosts don't see each other.</summary>
    /// <value>By default the one in the address, or <c>default</c>.</value>
    string VirtualHost { set; }

    /// <summary>Number of the Redis database.</summary>
    /// <value>By default the one in the address, or 0. A cluster has only 0.</value>
    int Database { set; }

    /// <summary>Name of the user, for servers with access control lists (<c>ACL SETUSER</c>).</summary>
    /// <value>By default none, which is the server's user <c>default</c>.</value>
    string? Username { set; }

    /// <summary>Password of the user.</summary>
    /// <value>By default none.</value>
    string? Password { set; }

    /// <summary>Whether to connect with TLS.</summary>
    /// <value>By default only for an address that begins with <c>rediss</c>.</value>
    bool UseTls { set; }

    /// <summary>Name of the primary that the Sentinels watch; the endpoints are then those of the Sentinels.</summary>
    /// <value>By default none: the endpoints are those of Redis itself.</value>
    string? SentinelService { set; }

    /// <summary>When a send counts as done.</summary>
    /// <value>By default <see cref="RedisStreamsDurability.None"/>: when the server has it in memory.</value>
    RedisStreamsDurability Durability { set; }

    /// <summary>How long a message id counts as sent, so that sending it again makes no second message.</summary>
    /// <value>By default zero: no deduplication.</value>
    TimeSpan DeduplicationWindow { set; }

    /// <summary>How long a send goes on trying while the server can't be reached.</summary>
    /// <value>By default 30 seconds.</value>
    TimeSpan SendTimeout { set; }

    /// <summary>Largest body of a message, in bytes. A larger one is refused before it is sent.</summary>
    /// <value>By default 64 MiB; 1 byte to 512 MiB, which is the server's own limit of a value.</value>
    int MaxBodyBytes { set; }

    /// <summary>Adds a further endpoint: another node of a cluster, or another Sentinel.</summary>
    void AddEndpoint(string host, int port = RedisStreamsHostAddress.DefaultPort);

    /// <summary>Sets whatever else the client library offers: certificates, time-outs, tunnels.</summary>
    /// <remarks>Applied last. The protocol, the backlog policy and the time-outs of blocking reads stay the transport's own.</remarks>
    void ConfigureClient(Action<ConfigurationOptions> configure);
}
