using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Corporation.Cli.Invoking;

namespace Corporation.Cli.Demonstrating;

/// <summary>A redis-server of the demo's own, on a free port of this machine, without a file; gone when the demo is.</summary>
internal sealed class DemoBus : IAsyncDisposable
{
    private const string Program = "redis-server";
    private const int Tries = 3;
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    private readonly Process _server;

    private DemoBus(Process server, int port) => (_server, Url) = (server, $"redis://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}/0");

    public string Url { get; }

    /// <exception cref="CliException">redis-server is not installed, or doesn't start.</exception>
    public static async Task<DemoBus> StartAsync(string folder, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = FreePort();
            var server = Launch(folder, port);
            try
            {
                if (await AnswersAsync(server, port, time, cancellationToken))
                    return new DemoBus(server, port);

                // Somebody may have taken the port in between.
                if (attempt == Tries)
                    throw CliException.CannotStart($"{Program} did not start on 127.0.0.1:{port}: {await LastWordsAsync(server)}");
            }
            catch
            {
                End(server);
                throw;
            }

            End(server);
        }
    }

    public ValueTask DisposeAsync()
    {
        End(_server);
        return ValueTask.CompletedTask;
    }

    private static Process Launch(string folder, int port)
    {
        var start = new ProcessStartInfo(Program) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        foreach (var argument in (string[])["--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder])
            start.ArgumentList.Add(argument);
        try
        {
            return Process.Start(start) ?? throw CliException.CannotStart($"{Program} could not be started.");
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw CliException.CannotStart(
                $"The demo on Redis Streams needs {Program} on the path ({exception.Message}). Install it, for instance with 'apt-get install redis-server', or leave --bus out.");
        }
    }

    private static async Task<bool> AnswersAsync(Process server, int port, TimeProvider time, CancellationToken cancellationToken)
    {
        var begin = time.GetTimestamp();
        while (!server.HasExited && time.GetElapsedTime(begin) < StartTimeout)
        {
            if (await PingAsync(port, cancellationToken))
                return true;
            await Task.Delay(PollInterval, time, cancellationToken);
        }

        return false;
    }

    private static async Task<bool> PingAsync(int port, CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            var stream = client.GetStream();
            await stream.WriteAsync("PING\r\n"u8.ToArray(), cancellationToken);
            var answer = new byte[16];
            var length = await stream.ReadAsync(answer, cancellationToken);
            return Encoding.ASCII.GetString(answer, 0, length).StartsWith("+PONG", StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<string> LastWordsAsync(Process server)
    {
        if (!server.HasExited)
            return $"it did not answer within {StartTimeout.TotalSeconds:0} s.";
        var words = await server.StandardOutput.ReadToEndAsync(CancellationToken.None);
        return words.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? $"it ended with code {server.ExitCode}.";
    }

    private static void End(Process server)
    {
        if (!server.HasExited)
        {
            server.Kill();
            server.WaitForExit();
        }

        server.Dispose();
    }
}
