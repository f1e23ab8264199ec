using Corporation.LocalServers;

namespace Corporation.RedisStreams.Tests;

/// <summary>Whether readers have come to where they wait: before that there is nothing to end.</summary>
internal static class WaitingReads
{
    /// <summary>Returns when so many of the clients with this name wait at the servers.</summary>
    public static Task UntilReadsWaitAsync(this IEnumerable<RedisServer> servers, int count, string clientName) =>
        Eventually.True(async () => (await Task.WhenAll(servers.Select(server => CountAsync(server, clientName)))).Sum() == count);

    private static async Task<int> CountAsync(RedisServer server, string clientName)
    {
        var clients = (await server.ExecuteAsync("CLIENT", "LIST")).Split('\n');
        return clients.Count(client =>
            client.Contains($" name={clientName} ", StringComparison.Ordinal) && client.Contains(" flags=b ", StringComparison.Ordinal));
    }
}
