using Corporation.RedisStreams.Addressing;
using Corporation.RedisStreams.Connection;
using MassTransit;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Configuration;

/// <summary>The server, and how to send to it. Read once the bus is built.</summary>
internal sealed class StreamsHostSettings : IRedisStreamsHostConfigurator
{
    private const int LargestValueBytes = 512 * 1024 * 1024;

    private readonly List<(string Host, int Port)> _endpoints = [];
    private readonly List<Action<ConfigurationOptions>> _client = [];

    public StreamsHostSettings(Uri address)
    {
        var parsed = new RedisStreamsHostAddress(address);
        _endpoints.Add((parsed.Host, parsed.Port));
        (Database, VirtualHost) = (parsed.Database, parsed.VirtualHost);
        UseTls = address.Scheme == RedisStreamsHostAddress.TlsScheme;
        if (address.UserInfo.Length == 0)
            return;

        var colon = address.UserInfo.IndexOf(':', StringComparison.Ordinal);
        Username = colon < 0 ? null : NullIfEmpty(Uri.UnescapeDataString(address.UserInfo[..colon]));
        Password = Uri.UnescapeDataString(address.UserInfo[(colon + 1)..]);
    }

    public string VirtualHost { get; set; }

    public int Database { get; set; }

    public string? Username { get; set; }

    public string? Password { get; set; }

    public bool UseTls { get; set; }

    public string? SentinelService { get; set; }

    public RedisStreamsDurability Durability { get; set; } = RedisStreamsDurability.None;

    public TimeSpan DeduplicationWindow { get; set; }

    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(30);

    public int MaxBodyBytes { get; set; } = 64 * 1024 * 1024;

    /// <inheritdoc cref="ConnectionTarget.LongestWait"/>
    public TimeSpan LongestWait { get; set; } = ConnectionTarget.DefaultLongestWait;

    public RedisStreamsHostAddress Address => new(_endpoints[0].Host, _endpoints[0].Port, Database, VirtualHost);

    public void AddEndpoint(string host, int port = RedisStreamsHostAddress.DefaultPort) => _endpoints.Add((host, port));

    public void ConfigureClient(Action<ConfigurationOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        _client.Add(configure);
    }

    public ConnectionTarget CreateTarget()
    {
        var options = new ConfigurationOptions
        {
            DefaultDatabase = Database,
            User = Username,
            Password = Password,
            Ssl = UseTls,
            ServiceName = SentinelService,
            ClientName = $"{Environment.MachineName}:{Environment.ProcessId}",

            // A key outside of the virtual host, by which clients agree on one of several primaries. Sentinels and clusters say which one
            // it is, so a user needs no right to it.
            TieBreaker = "",
        };
        foreach (var (host, port) in _endpoints)
            options.EndPoints.Add(host, port);
        foreach (var configure in _client)
            configure(options);
        return new ConnectionTarget(options, new VirtualHostName(VirtualHost)) { LongestWait = LongestWait };
    }

    public IEnumerable<string> Problems()
    {
        if (Fault(() => _ = new VirtualHostName(VirtualHost)) is { } name)
            yield return name;
        if (Database < 0)
            yield return $"Database is {Database}; it must be 0 or more.";
        if (DeduplicationWindow < TimeSpan.Zero || DeduplicationWindow > TimeSpan.FromDays(7))
            yield return $"DeduplicationWindow is {DeduplicationWindow}; it must be zero (off) to 7 days.";
        if (SendTimeout <= TimeSpan.Zero || SendTimeout > TimeSpan.FromDays(1))
            yield return $"SendTimeout is {SendTimeout}; it must be more than zero and at most 1 day.";
        if (Durability is null)
            yield return "Durability is null; say RedisStreamsDurability.None for none.";
        if (MaxBodyBytes is < 1 or > LargestValueBytes)
            yield return $"MaxBodyBytes is {MaxBodyBytes}; it must be 1 to {LargestValueBytes}.";
        foreach (var (host, port) in _endpoints)
        {
            if (string.IsNullOrWhiteSpace(host) || port is < 1 or > 65535)
                yield return $"The endpoint '{host}:{port}' is none; give a host name and a port from 1 to 65535.";
        }
    }

    private static string? Fault(Action check)
    {
        try
        {
            check();
            return null;
        }
        catch (ArgumentException exception)
        {
            return exception.Message;
        }
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
