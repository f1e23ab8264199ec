using System.Diagnostics.CodeAnalysis;
using MassTransit;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Corporation.Hq.LegacyStreams;

/// <summary>The Redis server with the old fleet's streams, over a connection of its own: what happens there must not hold up the bus.</summary>
/// <remarks>
/// No blocking reads: the client sends all commands of a connection one behind the other, so a read that waits at the server would hold up every
/// acknowledgement and result. Who reads looks twice a second instead, which is two commands and no third connection.
/// </remarks>
internal sealed class LegacyServer(IOptions<LegacyStreamsOptions> options) : IAsyncDisposable
{
    private readonly LegacyStreamsOptions _options = options.Value;
    private readonly SemaphoreSlim _gate = new(1);
    private ConnectionMultiplexer? _connection;

    /// <summary>The database, connected or not: while the server is away, commands fail at once.</summary>
    /// <exception cref="RedisConnectionException">The server can't be used.</exception>
    public async Task<IDatabase> OpenAsync(CancellationToken cancellationToken)
    {
        if (_connection is { } open)
            return open.GetDatabase();

        await _gate.WaitAsync(cancellationToken);
        try
        {
            _connection ??= await ConnectionMultiplexer.ConnectAsync(Target(_options.Url));
            return _connection.GetDatabase();
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Why an address can't be used; null when it can. Never the address itself: it may hold a password.</summary>
    public static string? Fault(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not (RedisStreamsHostAddress.Scheme or RedisStreamsHostAddress.TlsScheme))
            return "it is not an address; it must be like redis://127.0.0.1:6379/0, or rediss:// for TLS";
        if (uri.Host.Length == 0)
            return "it names no server; it must be like redis://127.0.0.1:6379/0";
        var path = uri.AbsolutePath.Trim('/');
        return path.Length == 0 || int.TryParse(path, System.Globalization.NumberStyles.None, null, out _)
            ? null
            : $"'{path}' is not the number of a database";
    }

    /// <inheritdoc />
    [SuppressMessage("Usage", "CA2213", Justification = "The connection is disposed below; the analyzer does not follow the pattern.")]
    public async ValueTask DisposeAsync()
    {
        if (_connection is { } open)
            await open.DisposeAsync();
        _gate.Dispose();
    }

    private static ConfigurationOptions Target(string url)
    {
        var uri = new Uri(url);
        var address = new RedisStreamsHostAddress(uri);
        var colon = uri.UserInfo.IndexOf(':', StringComparison.Ordinal);
        return new ConfigurationOptions
        {
            EndPoints = { { address.Host, address.Port } },
            DefaultDatabase = address.Database,
            User = colon > 0 ? Uri.UnescapeDataString(uri.UserInfo[..colon]) : null,
            Password = uri.UserInfo.Length == 0 ? null : Uri.UnescapeDataString(uri.UserInfo[(colon + 1)..]),
            Ssl = uri.Scheme == RedisStreamsHostAddress.TlsScheme,
            ClientName = "corporation-legacy-streams",
            TieBreaker = "",

            // A server that is away at the start is found later by the same connection; until then, and whenever it is away, commands fail at once and
            // whoever sent them decides when to try again.
            AbortOnConnectFail = false,
            BacklogPolicy = BacklogPolicy.FailFast,
        };
    }
}
