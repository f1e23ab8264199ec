using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Corporation.Client;

namespace Corporation.EndToEnd.Tests;

/// <summary>The real <c>corp</c> in a process of its own.</summary>
internal sealed class CorpProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _out = new();
    private readonly ConcurrentQueue<string> _error = new();
    private readonly TaskCompletionSource<string> _firstLine = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private CorpProcess(string[] arguments, IReadOnlyDictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "corp.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["MASSTRANSIT_USAGE_TELEMETRY"] = "false";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data, _out);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data, _error);
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Out => string.Join('\n', _out);

    public string Error => string.Join('\n', _error);

    public string LastLine => _out.LastOrDefault() ?? "";

    public int ExitCode => _process.ExitCode;

    public static CorpProcess Start(params string[] arguments) => new(arguments, environment: null);

    public static CorpProcess Start(IReadOnlyDictionary<string, string> environment, params string[] arguments) => new(arguments, environment);

    /// <summary>Starts a node on a free port and waits until it is ready.</summary>
    public static async Task<(CorpProcess Process, IMissionClient Client)> UpAsync(string folder, IReadOnlyDictionary<string, string>? environment = null)
    {
        var process = new CorpProcess(["up", "--url", "http://127.0.0.1:0", "--data", folder, "--factory-id", "e2e", "--json"], environment);
        var exited = process.WaitForExitAsync();
        if (await Task.WhenAny(process._firstLine.Task, exited) == exited)
            throw new InvalidOperationException($"The node ended instead of starting: {process.Error}");

        var ready = JsonSerializer.Deserialize<JsonElement>(await process._firstLine.Task);
        return (process, MissionClientModule.Connect(new Uri(ready.GetProperty("url").GetString()!)));
    }

    /// <summary>kill -9: no handler, no clean-up. The whole tree, as a power cut would.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await WaitForExitAsync();
    }

    /// <summary>kill -9 of the node alone, as the kernel does when memory is short: what it started lives on.</summary>
    public async Task KillAloneAsync()
    {
        _process.Kill(entireProcessTree: false);
        await WaitForExitAsync();
    }

    /// <summary>SIGSTOP for a while, then SIGCONT: a machine that sleeps.</summary>
    public async Task PauseAsync(TimeSpan time)
    {
        await SignalAsync("STOP");
        await Task.Delay(time, TimeProvider.System, TestContext.Current.CancellationToken);
        await SignalAsync("CONT");
    }

    /// <summary>SIGTERM, as service managers send it.</summary>
    public async Task TerminateAsync()
    {
        await SignalAsync("TERM");
        await WaitForExitAsync();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("sh", ["-c", $"kill -{signal} {_process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async Task<int> WaitForExitAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience * 4);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private void Keep(string? line, ConcurrentQueue<string> lines)
    {
        if (line is null)
            return;

        lines.Enqueue(line);
        if (lines == _out)
            _firstLine.TrySetResult(line);
    }
}
