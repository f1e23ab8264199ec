using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Corporation.Runtime.Messaging;

/// <summary>The one place where the fleet's old environment names of its bus become options.</summary>
internal static class BusEnvironment
{
    public const string Url = "UA_REDIS_URL";
    public const string Host = "UA_REDIS_HOST";
    public const string Port = "UA_REDIS_PORT";
    public const string Database = "UA_REDIS_DB";
    public const string Password = "REDIS_PASSWORD";

    private const string DefaultHost = "127.0.0.1";
    private const int DefaultPort = 6379;

    /// <summary>Fills what the section <c>Bus</c> left open: the whole address, then its parts, then their defaults.</summary>
    public static void Apply(BusOptions options, IConfiguration configuration)
    {
        if (!string.IsNullOrEmpty(options.RedisUrl))
            return;

        options.RedisUrl = configuration[Url]?.Trim() is { Length: > 0 } url ? url : Compose(configuration);
    }

    // What is no number stays in the address as it was written, so that the complaint about the address shows it.
    private static string Compose(IConfiguration configuration)
    {
        var password = configuration[Password] is { Length: > 0 } secret ? $":{Uri.EscapeDataString(secret)}@" : "";
        var host = Text(configuration, Host, DefaultHost);
        var port = Text(configuration, Port, DefaultPort.ToString(CultureInfo.InvariantCulture));
        var database = Text(configuration, Database, "0");
        return $"redis://{password}{host}:{port}/{database}";
    }

    private static string Text(IConfiguration configuration, string name, string fallback) =>
        configuration[name]?.Trim() is { Length: > 0 } text ? text : fallback;
}
