namespace Corporation.Runtime.Messaging;

/// <summary>Where a RabbitMQ broker is, and who we are there.</summary>
internal sealed record RabbitMqAddress
{
    private const ushort PlainPort = 5672;
    private const ushort TlsPort = 5671;

    // The broker's own default user, whom it takes from loopback only.
    private const string DefaultUser = "guest";

    private RabbitMqAddress()
    {
    }

    public required string Host { get; init; }

    public required ushort Port { get; init; }

    public required string VirtualHost { get; init; }

    public required string User { get; init; }

    public required string Password { get; init; }

    public required bool UsesTls { get; init; }

    /// <summary>Host and port alone: what may be shown.</summary>
    public string Shown => $"{Host}:{Port}{(VirtualHost == "/" ? "" : $"/{VirtualHost}")}";

    /// <exception cref="ArgumentException">It is none. The text never has the address, for that may hold a password.</exception>
    public static RabbitMqAddress Parse(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
            throw new ArgumentException("it is not an address; it must be like amqp://user:password@host:5672/virtual-host", nameof(url));
        if (uri.Scheme is not ("amqp" or "amqps"))
            throw new ArgumentException($"its scheme is '{uri.Scheme}'; it must be amqp, or amqps for TLS", nameof(url));
        if (uri.Query.Length > 0 || uri.Fragment.Length > 0)
            throw new ArgumentException("it has something behind the virtual host; nothing may stand there", nameof(url));
        var path = uri.AbsolutePath.TrimStart('/');
        if (path.Contains('/', StringComparison.Ordinal))
            throw new ArgumentException("its virtual host has a slash; write it as %2F", nameof(url));

        var user = uri.UserInfo.Split(':', 2);
        var usesTls = uri.Scheme == "amqps";
        return new RabbitMqAddress
        {
            Host = uri.Host,
            Port = uri.Port > 0 ? (ushort)uri.Port : usesTls ? TlsPort : PlainPort,
            VirtualHost = path.Length == 0 ? "/" : Uri.UnescapeDataString(path),
            User = user[0].Length == 0 ? DefaultUser : Uri.UnescapeDataString(user[0]),
            Password = user is [_, var password] ? Uri.UnescapeDataString(password) : user[0].Length == 0 ? DefaultUser : "",
            UsesTls = usesTls,
        };
    }

    // A record would print everything, the password included.
    public override string ToString() => Shown;
}
