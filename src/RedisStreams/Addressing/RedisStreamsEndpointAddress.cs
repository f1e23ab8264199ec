using Corporation.RedisStreams;
using Corporation.RedisStreams.Addressing;

namespace MassTransit;

/// <summary>
/// The address of a queue or a topic, as <c>redis://host:port/database/virtual-host/name</c>, with <c>?type=topic</c> for a topic.
/// </summary>
/// <remarks>
/// The short forms <c>queue:name</c>, <c>topic:name</c> and <c>exchange:name</c> (a topic) are understood as well. A queue with
/// <c>?temporary=true</c> is not made by a send: to one that is gone the send fails.
/// </remarks>
public readonly record struct RedisStreamsEndpointAddress
{
    private const string QueueScheme = "queue";
    private const string TopicScheme = "topic";
    private const string ExchangeScheme = "exchange";
    private const string TopicQuery = "type=topic";
    private const string TemporaryQuery = "temporary=true";

    private readonly RedisStreamsHostAddress _host;

    /// <summary>Composes the address of a queue or topic at a host.</summary>
    /// <param name="host">The bus.</param>
    /// <param name="name">1 to 200 letters, digits and <c>-_.:+~=@$</c>.</param>
    /// <param name="isTopic">Whether it is a topic.</param>
    /// <param name="isTemporary">Whether the queue lives only as long as its consumer; of no meaning for a topic.</param>
    /// <exception cref="ArgumentException">The name is empty, too long or has a character that is not allowed.</exception>
    public RedisStreamsEndpointAddress(RedisStreamsHostAddress host, string name, bool isTopic = false, bool isTemporary = false)
    {
        _host = host;
        Name = EntityNameRules.Check(name, isTopic ? TopicScheme : QueueScheme);
        (IsTopic, IsTemporary) = (isTopic, isTemporary && !isTopic);
    }

    /// <summary>Reads an address in any of its forms, relative to a host.</summary>
    /// <remarks>Another name of the same server is fine; only database and virtual host must be those of the host.</remarks>
    /// <param name="host">The bus.</param>
    /// <param name="address">The address.</param>
    /// <exception cref="ArgumentNullException">There is no address.</exception>
    /// <exception cref="RedisStreamsException">
    /// The address belongs to another transport, database or virtual host, or its name is not allowed.
    /// </exception>
    public RedisStreamsEndpointAddress(RedisStreamsHostAddress host, Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        _host = host;
        var (name, isTopic) = Split(host, address);
        try
        {
            Name = EntityNameRules.Check(Uri.UnescapeDataString(name), isTopic ? TopicScheme : QueueScheme);
        }
        catch (ArgumentException exception)
        {
            throw new RedisStreamsException($"The address {address} can't be used: {exception.Message}", exception) { Entity = name };
        }

        var query = address.IsAbsoluteUri ? QueryOf(address) : [];
        IsTopic = isTopic || query.Contains(TopicQuery, StringComparer.OrdinalIgnoreCase);
        IsTemporary = !IsTopic && query.Contains(TemporaryQuery, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Name of the queue or topic.</summary>
    /// <value>1 to 200 letters, digits and <c>-_.:+~=@$</c>.</value>
    public string Name { get; }

    /// <summary>Whether messages are published to subscribers; otherwise they go to one queue.</summary>
    public bool IsTopic { get; }

    /// <summary>Whether the queue lives only as long as its consumer. A send to it never creates it.</summary>
    public bool IsTemporary { get; }

    /// <summary>The address as a URI.</summary>
    public Uri ToUri()
    {
        var builder = new UriBuilder(_host.ToUri());
        builder.Path = $"{builder.Path.TrimEnd('/')}/{Name}";
        builder.Query = IsTopic ? TopicQuery : IsTemporary ? TemporaryQuery : "";
        return builder.Uri;
    }

    /// <inheritdoc/>
    public override string ToString() => ToUri().ToString();

    private static (string Name, bool IsTopic) Split(RedisStreamsHostAddress host, Uri address)
    {
        if (!address.IsAbsoluteUri)
        {
            throw new RedisStreamsException(
                $"The address '{address}' is relative; use queue:name, topic:name or a whole redis:// address.");
        }

        return address.Scheme switch
        {
            QueueScheme => (address.AbsolutePath, false),
            TopicScheme or ExchangeScheme => (address.AbsolutePath, true),
            RedisStreamsHostAddress.Scheme or RedisStreamsHostAddress.TlsScheme => (LastSegment(host, address), false),
            _ => throw new RedisStreamsException(
                $"The address {address} has the scheme '{address.Scheme}', which this transport does not know. "
                + "Use redis://, queue:, topic: or exchange:."),
        };
    }

    // Another name for the same server is fine; another database or virtual host is not reached by this bus.
    private static string LastSegment(RedisStreamsHostAddress host, Uri address)
    {
        var segments = address.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var own = host.ToUri().AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (segments.Length == own.Length + 1 && segments.AsSpan(0, own.Length).SequenceEqual(own))
            return segments[^1];

        throw new RedisStreamsException(
            $"The address {address} is not of this bus, which is {host}. Send to it with a bus of that database and virtual host.");
    }

    private static string[] QueryOf(Uri address) => address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries);
}
