using System.Globalization;
using Corporation.RedisStreams.Addressing;

namespace MassTransit;

/// <summary>The address of a bus: server, database and virtual host, as <c>redis://host:port/database/virtual-host</c>.</summary>
/// <remarks>
/// It says who the bus is, not how it connects: credentials and TLS are no part of it, and of several endpoints it has the first.
/// </remarks>
public readonly record struct RedisStreamsHostAddress
{
    /// <summary>The scheme of addresses, and of connections without TLS.</summary>
    public const string Scheme = "redis";

    /// <summary>The scheme of connections with TLS.</summary>
    public const string TlsScheme = "rediss";

    /// <summary>The port that is used when an address names none.</summary>
    public const int DefaultPort = 6379;

    /// <summary>The virtual host that is used when an address names none.</summary>
    public const string DefaultVirtualHost = "default";

    // The root, the database and the virtual host.
    private const int SegmentsOfHost = 3;

    /// <summary>Composes an address from its parts.</summary>
    /// <param name="host">Name or address of the server.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="database">0 or more.</param>
    /// <param name="virtualHost">1 to 200 letters, digits and <c>-_.:+~=@$</c>.</param>
    /// <exception cref="ArgumentException">
    /// The host is empty, or the virtual host's name is empty, too long or has a character that is not allowed.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The port or the database is out of range.</exception>
    public RedisStreamsHostAddress(string host, int port, int database, string virtualHost)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(host);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, 65535);
        ArgumentOutOfRangeException.ThrowIfNegative(database);
        (Host, Port, Database) = (host, port, database);
        VirtualHost = new VirtualHostName(virtualHost).Value;
    }

    /// <summary>Reads <c>redis://host[:port][/database][/virtual-host]</c>; <c>rediss</c> asks for TLS.</summary>
    /// <remarks>A path of one part is a database when it is a number, and a virtual host otherwise. Credentials are passed over.</remarks>
    /// <param name="address">The address.</param>
    /// <exception cref="ArgumentNullException">There is none.</exception>
    /// <exception cref="ArgumentException">
    /// The address has another scheme, a path that is not database and virtual host, or a virtual host whose name is not allowed.
    /// </exception>
    public RedisStreamsHostAddress(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!address.IsAbsoluteUri || address.Scheme is not (Scheme or TlsScheme))
        {
            throw new ArgumentException(
                $"'{WithoutCredentials(address.OriginalString)}' is not a host address; expected redis://host:port/database/virtual-host, or rediss:// for TLS.",
                nameof(address));
        }

        var segments = address.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (segments.Length > 2)
        {
            throw new ArgumentException(
                $"'{address.AbsolutePath}' has {segments.Length} parts; a host address has a database and a virtual host at most.",
                nameof(address));
        }

        var hasDatabase = segments.Length > 0 && int.TryParse(segments[0], NumberStyles.None, CultureInfo.InvariantCulture, out _);
        if (segments.Length == 2 && !hasDatabase)
        {
            throw new ArgumentException(
                $"'{segments[0]}' is not a database number; expected redis://host:port/database/virtual-host.", nameof(address));
        }

        Host = address.Host;
        Port = address.IsDefaultPort || address.Port <= 0 ? DefaultPort : address.Port;
        Database = hasDatabase ? int.Parse(segments[0], CultureInfo.InvariantCulture) : 0;
        VirtualHost = new VirtualHostName(segments.Length > (hasDatabase ? 1 : 0) ? segments[^1] : DefaultVirtualHost).Value;
    }

    /// <summary>An address as it may be shown: what stands before the last @ is nobody's business.</summary>
    internal static string WithoutCredentials(string address)
    {
        var at = address.LastIndexOf('@');
        var scheme = address.IndexOf("://", StringComparison.Ordinal);
        return at < 0 ? address : (scheme >= 0 && scheme < at ? address[..(scheme + 3)] : "") + "…" + address[at..];
    }

    /// <summary>The host of an address that may be the host's own or that of a queue or topic there.</summary>
    /// <exception cref="ArgumentException">It is neither.</exception>
    internal static RedisStreamsHostAddress Of(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var hasName = address.IsAbsoluteUri && address.Segments.Length == SegmentsOfHost + 1;
        return new RedisStreamsHostAddress(
            hasName ? new UriBuilder(address) { Path = string.Concat(address.Segments[..SegmentsOfHost]), Query = "" }.Uri : address);
    }

    /// <summary>Name or address of the server; of the first one when there are several.</summary>
    public string Host { get; }

    /// <summary>The server's port.</summary>
    /// <value>1 to 65535; by default 6379.</value>
    public int Port { get; }

    /// <summary>Number of the Redis database.</summary>
    /// <value>0 or more; by default 0, the only one that a cluster has.</value>
    public int Database { get; }

    /// <summary>The part of the database that this bus uses.</summary>
    /// <value>1 to 200 letters, digits and <c>-_.:+~=@$</c>; by default <c>default</c>.</value>
    public string VirtualHost { get; }

    /// <summary>The address as a URI, without credentials, and with the scheme <c>redis</c> also when the connection has TLS.</summary>
    public Uri ToUri() => new UriBuilder(Scheme, Host, Port, string.Create(CultureInfo.InvariantCulture, $"{Database}/{VirtualHost}")).Uri;

    /// <inheritdoc/>
    public override string ToString() => ToUri().ToString();
}
