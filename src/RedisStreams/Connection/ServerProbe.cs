using Corporation.RedisStreams.Diagnostics;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Connection;

/// <summary>Asks the server who it is and how it is set.</summary>
internal sealed class ServerProbe
{
    private static readonly (string Command, ServerCapabilities Capability)[] Commands =
    [
        ("WAITAOF", ServerCapabilities.WaitForDisk),
        ("XACKDEL", ServerCapabilities.AcknowledgeAndDelete),
        ("XNACK", ServerCapabilities.NegativeAcknowledge),
    ];

    private readonly RedisConnection _connection;
    private readonly ILogger _logger;
    private volatile string _reported = "";

    public ServerProbe(RedisConnection connection, ILogger logger)
    {
        (_connection, _logger) = (connection, logger);
        connection.Restored += () => _ = ReportAsync(); // It fails only silently.
    }

    /// <exception cref="RedisException">The server can't be reached. What it merely refuses to tell is unknown, and no failure.</exception>
    public Task<ServerFacts> AskAsync(CancellationToken cancellationToken) => AskServerAsync().WaitAsync(cancellationToken);

    /// <summary>Logs what is doubtful about the server, once while it stays the same.</summary>
    public async Task ReportAsync()
    {
        try
        {
            var facts = await AskServerAsync();
            string[] doubts = [.. facts.Doubts];
            var said = $"{facts}: {string.Join(' ', doubts)}";
            if (Interlocked.Exchange(ref _reported, said) == said)
                return;
            foreach (var doubt in doubts)
                Log.ServerDoubtful(_logger, facts.ToString(), doubt);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            // It is asked again when the connection is back.
        }
    }

    /// <summary>Reads what <c>INFO</c> says. A name may come twice, as <c>module</c> does for a server with several modules; the last counts.</summary>
    internal static IReadOnlyDictionary<string, string> ReadInfo(string? text)
    {
        var said = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in (text ?? "").Split('\n', StringSplitOptions.TrimEntries))
        {
            if (line.Split(':', 2) is [var name, var value])
                said[name] = value;
        }

        return said;
    }

    private async Task<ServerFacts> AskServerAsync()
    {
        var server = await _connection.FindServerAsync();
        var info = ReadInfo((string?)await TryAsync(server, "INFO"));
        var variant = server.GetProductVariant(out var versionText) switch
        {
            ProductVariant.Redis => ServerVariant.Redis,
            ProductVariant.Valkey => ServerVariant.Valkey,
            _ => ServerVariant.Other,
        };
        var version = Version.TryParse(versionText, out var parsed) ? parsed : server.Version;

        return new ServerFacts
        {
            Variant = variant,
            Version = version,
            Capabilities = ServerRelease.CapabilitiesOf(variant, version) | await AskForCommandsAsync(server, variant, version),
            MaxMemoryPolicy = info.GetValueOrDefault("maxmemory_policy") ?? await ReadSettingAsync(server, "maxmemory-policy"),
            IsAppendOnly = Flag(info.GetValueOrDefault("aof_enabled"), "1"),
            IsReplica = Flag(info.GetValueOrDefault("role"), "slave"),
            IsCluster = Flag(info.GetValueOrDefault("cluster_enabled"), "1"),
            Warnings = [.. ServerRelease.WarningsAbout(variant, version)],
        };
    }

    // Servers that follow Redis take over commands at numbers of their own.
    private static async Task<ServerCapabilities> AskForCommandsAsync(IServer server, ServerVariant variant, Version version)
    {
        object[] question = ["INFO", .. Commands.Select(command => command.Command)];
        var described = (RedisResult[]?)await TryAsync(server, "COMMAND", question) ?? [];
        var known = ServerCapabilities.None;
        for (var i = 0; i < Math.Min(described.Length, Commands.Length); i++)
        {
            if (!described[i].IsNull)
                known |= Commands[i].Capability;
        }

        var isKnownBad = variant == ServerVariant.Redis && version < new Version(8, 2, 3);
        return isKnownBad ? known & ~ServerCapabilities.AcknowledgeAndDelete : known;
    }

    private static async Task<string?> ReadSettingAsync(IServer server, string name)
    {
        var reply = (RedisResult[]?)await TryAsync(server, "CONFIG", "GET", name);
        return reply is [_, var value] ? (string?)value : null;
    }

    private static bool? Flag(string? value, string whenTrue) => value is null ? null : value == whenTrue;

    // A user without the right to ask learns nothing, and a server may not know the command.
    private static async Task<RedisResult?> TryAsync(IServer server, string command, params object[] arguments)
    {
        try
        {
            return await server.ExecuteAsync(command, arguments);
        }
        catch (RedisServerException)
        {
            return null;
        }
    }
}
