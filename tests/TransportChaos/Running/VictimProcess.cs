using System.Diagnostics;
using Corporation.LocalServers;
using Corporation.LocalServers.Running;
using Corporation.TransportChaos.Victims;

namespace Corporation.TransportChaos.Running;

/// <summary>One process of the run, seen from outside.</summary>
internal sealed class VictimProcess : IAsyncDisposable
{
    private const int BegunBytes = 2;

    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    // Beside this assembly, also when that was loaded by a test.
    private static readonly string Assembly = typeof(VictimProcess).Assembly.Location;

    private readonly ServerProcess _process;

    private VictimProcess(VictimPlan plan, ServerProcess process) => (Plan, _process) = (plan, process);

    public VictimPlan Plan { get; }

    public string Name => Plan.Name;

    public bool HasExited => _process.HasExited;

    /// <summary>Whether it has begun: before that it doesn't know what SIGTERM means.</summary>
    public bool HasBegun => Size > 0;

    /// <summary>Whether it has written anything down of what it did.</summary>
    public bool HasWorked => Size > BegunBytes;

    private long Size => File.Exists(Plan.LedgerFile) ? new FileInfo(Plan.LedgerFile).Length : 0;

    public static async Task<VictimProcess> StartAsync(VictimPlan plan, CancellationToken cancellationToken)
    {
        // Short lives: what the JIT spends on getting faster later is never earned back.
        var environment = new Dictionary<string, string> { ["DOTNET_TieredPGO"] = "0", ["MASSTRANSIT_USAGE_TELEMETRY"] = "false" };
        var launch = new Launch(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [Assembly, VictimProgram.Word, plan.ToJson()], environment);
        return new VictimProcess(plan, await ServerProcess.StartAsync(launch, Path.ChangeExtension(plan.LedgerFile, ".log"), cancellationToken));
    }

    public Task KillAsync() => _process.KillAsync();

    public Task SuspendAsync() => _process.SignalAsync("STOP");

    public Task ResumeAsync() => _process.SignalAsync("CONT");

    /// <summary>SIGTERM, and waits for the end.</summary>
    /// <exception cref="LocalServerException">It failed.</exception>
    public async Task StopAsync()
    {
        await WaitForBeginAsync();
        await _process.SignalAsync("TERM");
        await WaitForEndAsync(StopPatience);
    }

    /// <exception cref="LocalServerException">It ended, or did not begin in time.</exception>
    public async Task WaitForBeginAsync()
    {
        var watch = Stopwatch.StartNew();
        while (!HasBegun)
        {
            if (_process.HasExited || watch.Elapsed > StartPatience)
                throw new LocalServerException($"{Name} did not begin within {watch.Elapsed}; it {_process.ExitText ?? "runs"}. It said:\n{_process.LogTail(40)}");
            await Task.Delay(Pause, TimeProvider.System);
        }
    }

    /// <summary>Waits until it ends by itself.</summary>
    /// <exception cref="LocalServerException">It failed.</exception>
    public async Task WaitForEndAsync(TimeSpan patience)
    {
        await _process.WaitForExitAsync(patience);
        if (_process.ExitText is { } text && text != "ended with exit code 0")
            throw new LocalServerException($"{Name} {text}. It said:\n{_process.LogTail(40)}");
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
