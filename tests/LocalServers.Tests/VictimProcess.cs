using System.Diagnostics;

namespace Corporation.LocalServers.Tests;

/// <summary>A process that starts a server and is killed before it can end it: this very program, started with a variable.</summary>
internal static class VictimProcess
{
    public const string Variable = "LOCALSERVERS_VICTIM";

    public static async Task RunAsync()
    {
        var server = await RedisServer.StartAsync(new RedisServerOptions(), CancellationToken.None);
#pragma warning disable RS0030 // Its standard output is the test's only witness.
        Console.WriteLine(server.ProcessId);
        await Console.In.ReadToEndAsync();
#pragma warning restore RS0030
    }

    /// <param name="folder">Where its servers keep their folders, which nobody will clear.</param>
    public static Process Start(string folder) => Process.Start(
        new ProcessStartInfo(Path.ChangeExtension(typeof(VictimProcess).Assembly.Location, null))
        {
            Environment = { [Variable] = "1", ["TMPDIR"] = folder },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
}
