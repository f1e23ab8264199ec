using System.Diagnostics;
using System.Globalization;
using Corporation.LocalServers;

namespace Corporation.RedisStreams.Tests.Serving;

/// <summary>How busy a server is kept.</summary>
internal static class Load
{
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(0.5);

    /// <summary>A loop that does not pause makes thousands; everything that is tried again here pauses.</summary>
    public static async Task AssertLowAsync(RedisServer server)
    {
        var (commands, connections) = await PerSecondAsync(server);
        Assert.True(commands < 100, $"The server ran {commands:F0} commands a second.");
        Assert.True(connections < 20, $"The server got {connections:F0} connections a second.");
    }

    private static async Task<(double Commands, double Connections)> PerSecondAsync(RedisServer server)
    {
        var watch = Stopwatch.StartNew();
        var before = await CountsAsync(server);
        await Task.Delay(Span, TimeProvider.System, TestContext.Current.CancellationToken);
        var after = await CountsAsync(server);
        var seconds = watch.Elapsed.TotalSeconds;
        return ((after.Commands - before.Commands) / seconds, (after.Connections - before.Connections) / seconds);
    }

    private static async Task<(long Commands, long Connections)> CountsAsync(RedisServer server)
    {
        var lines = (await server.ExecuteAsync("INFO", "stats")).Split('\n', StringSplitOptions.TrimEntries);
        return (Of(lines, "total_commands_processed:"), Of(lines, "total_connections_received:"));
    }

    private static long Of(string[] lines, string name) =>
        long.Parse(lines.First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..], CultureInfo.InvariantCulture);
}
