using Corporation.LocalServers;

namespace Corporation.RedisStreams.Tests.Serving;

/// <summary>The rights that docs/redis-server.md tells operators to give a user, taken from there.</summary>
internal static class LeastRights
{
    private const string Command = "ACL SETUSER ";
    private const string DocumentedVirtualHost = "{orders}";

    /// <summary>The words after the password, for a virtual host.</summary>
    public static string[] Of(string virtualHost)
    {
        using var document = typeof(LeastRights).Assembly.GetManifestResourceStream("redis-server.md");
        using var reader = new StreamReader(document!);
        var text = reader.ReadToEnd().Replace("\\\n", " ", StringComparison.Ordinal);
        var line = text.Split('\n').Single(line => line.StartsWith(Command, StringComparison.Ordinal));
        var words = line.Replace(DocumentedVirtualHost, $"{{{virtualHost}}}", StringComparison.Ordinal)
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return [.. words.SkipWhile(word => !word.StartsWith('>')).Skip(1)];
    }

    /// <summary>Makes a user who may no more than that, on a server that may serve others.</summary>
    /// <returns>The address to connect to as this user.</returns>
    public static async Task<Uri> GrantAsync(RedisServer server, string virtualHost)
    {
        await server.ExecuteAsync(["ACL", "SETUSER", virtualHost, "reset", "on", ">secret", .. Of(virtualHost)]);
        return AddressOf(server, virtualHost);
    }

    /// <summary>The address to connect to as the user of a virtual host.</summary>
    public static Uri AddressOf(RedisServer server, string virtualHost) => new($"redis://{virtualHost}:secret@{LocalServer.Host}:{server.Port}");
}
