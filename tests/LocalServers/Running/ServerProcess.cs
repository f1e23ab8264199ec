using System.Diagnostics;
using System.Globalization;

namespace Corporation.LocalServers.Running;

/// <summary>One server process. A shell stands beside it and kills it when our own process is gone, however that ended.</summary>
/// <remarks>
/// The shell is the server's parent, so the server's process id stays its own until the shell has collected it: no signal of ours can
/// reach a stranger. The kernel's parent-death signal won't do: it follows the thread that forked, and pool threads end early.
/// </remarks>
internal sealed class ServerProcess : IAsyncDisposable
{
    // Standard input is the life line: it ends when we close it, or when we die.
    private const string Guardian = """
        log=$1; shift
        exec 3<&0 2>/dev/null
        "$@" </dev/null >>"$log" 2>&1 3<&- &
        server=$!
        { read -r _ <&3; kill -9 "$server"; } >/dev/null &
        guard=$!
        echo "$server"
        wait "$server"; code=$?
        kill "$guard"
        exit "$code"
        """;

    private readonly Process _shell;
    private readonly string _logFile;
    private bool _collected;

    private ServerProcess(Process shell, int id, string logFile)
    {
        _shell = shell;
        Id = id;
        _logFile = logFile;
    }

    /// <summary>The server's own process id, not its guardian's.</summary>
    public int Id { get; }

    public bool HasExited => _collected || _shell.HasExited;

    public string? ExitText => _collected ? "was disposed" : _shell.HasExited ? $"ended with exit code {_shell.ExitCode}" : null;

    public static async Task<ServerProcess> StartAsync(Launch launch, string logFile, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Guardian, "guardian", logFile, launch.Program, .. launch.Arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = Path.GetDirectoryName(logFile),
        };
        foreach (var (name, value) in launch.Environment)
            start.Environment[name] = value;

        var shell = Process.Start(start) ?? throw new LocalServerException($"{launch.Program} could not be started.");
        try
        {
            var line = await shell.StandardOutput.ReadLineAsync(cancellationToken);
            return new ServerProcess(shell, int.Parse(line ?? "", CultureInfo.InvariantCulture), logFile);
        }
        catch
        {
            // Closing the life line is what ends the server.
            shell.StandardInput.Close();
            shell.Dispose();
            throw;
        }
    }

    /// <summary>The last lines of what the server said.</summary>
    public string LogTail(int lines = 20)
    {
        if (!File.Exists(_logFile))
            return "(no output)";

        using var file = new FileStream(_logFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file);
        return string.Join('\n', reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(lines));
    }

    /// <param name="signal">A name that <c>kill</c> knows, such as STOP.</param>
    public async Task SignalAsync(string signal)
    {
        if (HasExited)
            throw new LocalServerException($"Process {Id} gets no SIG{signal}: it {ExitText}. Restart it first.");

        var (code, _, error) = await ShellCommand.RunAsync(new Launch("/bin/sh", "-c", $"kill -{signal} {Id}"), ShellCommand.Patience);
        if (code != 0)
            throw new LocalServerException($"kill -{signal} {Id} failed: {error}");
    }

    public async Task WaitForExitAsync(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        try
        {
            await _shell.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException exception)
        {
            throw new TimeoutException($"Process {Id} was still running after {patience}. It said:\n{LogTail()}", exception);
        }
    }

    /// <summary>kill -9, and gone when this returns.</summary>
    public async Task KillAsync()
    {
        if (HasExited)
            return;

        _shell.StandardInput.Close();
        await WaitForExitAsync(ShellCommand.Patience);
    }

    public async ValueTask DisposeAsync()
    {
        if (_collected)
            return;

        await KillAsync();
        _collected = true;
        _shell.Dispose();
    }
}
