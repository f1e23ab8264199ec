using StackExchange.Redis;

namespace MassTransit;

/// <summary>How a bus reaches its server, and how safely it sends.</summary>
/// <remarks>
/// Checked when the bus is built; what is out of range is told by a <see cref="ConfigurationException"/>, all of it at once.
/// </remarks>
public interface IRedisStreamsHostConfigurator
{
    /// <summary>The part of the database that this bus uses; buses of different virtual hosts don't see each other.</summary>
    /// <value>
    /// 1 to 200 letters, digits and <c>-_.:+~=@$</c>; by default the one in the address, or <c>default</c>.
    /// </value>
    /// <remarks>
    /// Every key and the channel of a virtual host begin with <c>mt:{name}:</c>. By the braces a cluster puts them into one slot, so a
    /// virtual host is on one node, and a user can be given the rights to it alone.
    /// </remarks>
    string VirtualHost { set; }

    /// <summary>Number of the Redis database.</summary>
    /// <value>0 or more; by default the one in the address, or 0.</value>
    /// <remarks>
    /// A server has as many as its <c>databases</c> says (16 unless set), a cluster only 0. One that the server doesn't have shows when the
    /// bus connects.
    /// </remarks>
    int Database { set; }

    /// <summary>Name of the user, for servers with access control lists (<c>ACL SETUSER</c>).</summary>
    /// <value>By default the one in the address, or none, which is the server's user <c>default</c>.</value>
    /// <remarks>The rights that the user needs are listed in <c>docs/redis-server.md</c>.</remarks>
    string? Username { set; }

    /// <summary>Password of the user.</summary>
    /// <value>By default the one in the address, or none.</value>
    string? Password { set; }

    /// <summary>Whether to connect with TLS.</summary>
    /// <value>By default only for an address that begins with <c>rediss</c>.</value>
    /// <remarks>
    /// For an authority that the machine doesn't trust, and for client certificates, use <see cref="ConfigureClient"/>
    /// (<c>TrustIssuer</c>, <c>SetUserPemCertificate</c>).
    /// </remarks>
    bool UseTls { set; }

    /// <summary>Name of the primary that the Sentinels watch; the endpoints are then those of the Sentinels.</summary>
    /// <value>By default none: the endpoints are those of Redis itself.</value>
    /// <remarks>
    /// A failover loses what the promoted replica had not received, unless <see cref="Durability"/> waits for replicas. While there is no
    /// primary, sends wait for <see cref="SendTimeout"/>.
    /// </remarks>
    string? SentinelService { set; }

    /// <summary>When a send counts as done.</summary>
    /// <value>By default <see cref="RedisStreamsDurability.None"/>: when the server has it in memory.</value>
    /// <remarks>
    /// A single send asks for another one by <see cref="RedisStreamsSendContext.Durability"/>. Anything but <c>None</c> costs a connection
    /// of its own for each kind, and one <c>WAIT</c> or <c>WAITAOF</c> for each batch of sends.
    /// </remarks>
    RedisStreamsDurability Durability { set; }

    /// <summary>How long a message id counts as sent, so that sending it again makes no second message.</summary>
    /// <value>Zero (off) to 7 days; by default zero.</value>
    /// <remarks>
    /// By destination: for so long the server keeps a key for each message id and queue or topic (<c>SET … NX PX</c>), which is its price
    /// in memory. When it is on, a send without an answer is repeated by itself for <see cref="SendTimeout"/>, but not beyond the window. A
    /// consumer that sends a message on under its own id to the same queue loses it while the window lasts. A message without an id is sent
    /// as without deduplication.
    /// </remarks>
    TimeSpan DeduplicationWindow { set; }

    /// <summary>How long a send goes on trying while the server can't be reached, or takes nothing for the moment.</summary>
    /// <value>More than zero; by default 30 seconds.</value>
    /// <remarks>
    /// It is for what passes: no connection, a server that loads or fails over. A refusal ends a send at once; a full queue that is set to
    /// <see cref="RedisStreamsOverflow.Block"/> keeps it waiting beyond this, until the sender's token ends it. It is counted from the call:
    /// a first send that waits for the bus to connect has what is left for the rest. A try that began within it is waited for until the
    /// server answers or the client's time-out ends it. The wait for replicas and disks has its own
    /// <see cref="RedisStreamsDurability.Timeout"/>.
    /// </remarks>
    TimeSpan SendTimeout { set; }

    /// <summary>Largest body of a message with its transport headers. A larger one is refused before it is sent.</summary>
    /// <value>1 byte to 512 MiB, in bytes; by default 64 MiB.</value>
    /// <remarks>
    /// The server's own limits are 512 MiB for a value and <c>proto-max-bulk-len</c> for what a client sends (512 MB unless set). The send
    /// fails with an <see cref="ArgumentException"/>. For large content use message data and send a reference.
    /// </remarks>
    int MaxBodyBytes { set; }

    /// <summary>Adds a further endpoint: another node of a cluster, or another Sentinel.</summary>
    /// <remarks>
    /// The one of the address stays the first, and names the bus. A few are enough: any may be down, and the rest of a cluster, or the
    /// primary, is found by those that answer.
    /// </remarks>
    /// <param name="host">Name or address.</param>
    /// <param name="port">1 to 65535; checked when the bus is built. A Sentinel's own is 26379.</param>
    void AddEndpoint(string host, int port = RedisStreamsHostAddress.DefaultPort);

    /// <summary>Sets whatever else the client library offers: certificates, time-outs, tunnels.</summary>
    /// <remarks>
    /// Applied after everything else that is said here, in the order of the calls, and again whenever the bus connects anew. The protocol
    /// and the time-outs of blocking reads, the backlog, heartbeat and reconnection stay the transport's own.
    /// </remarks>
    /// <param name="configure">Changes the options; quick and without waiting for anything.</param>
    /// <exception cref="ArgumentNullException">There is nothing to apply.</exception>
    void ConfigureClient(Action<ConfigurationOptions> configure);
}
