using System.Diagnostics;
using Corporation.LocalServers.Running;

namespace Corporation.LocalServers;

/// <summary>A real server on this machine, for one test class or benchmark: own folder, own ports, and faults on demand.</summary>
/// <remarks>Its process never outlives ours. Calls are for one caller at a time.</remarks>
public abstract class LocalServer : IAsyncDisposable
{
    private protected const int StartTries = 5;

    private static readonly string[] PortTakenTexts = ["Address already in use", "eaddrinuse"];
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private ServerProcess? _process;
    private int _starts;
    private bool _keepsFolder;

    private protected LocalServer(string name)
    {
        Name = name;
        Folder = new TemporaryFolder(name);
    }

    /// <summary>Where it listens; always loopback.</summary>
    public const string Host = "127.0.0.1";

    /// <summary>Where it listens. It keeps the port when it is restarted.</summary>
    public int Port { get; } = FreePort.Take();

    /// <summary>Of the server itself; a restart changes it.</summary>
    public int ProcessId => Running.Id;

    public bool IsRunning => _process is { HasExited: false };

    private protected string Name { get; }

    private protected TemporaryFolder Folder { get; }

    private ServerProcess Running => _process ?? throw new LocalServerException($"{Name} on port {Port} was never started.");

    /// <summary>SIGKILL: no goodbye, no last write. Its data and port wait for <see cref="RestartAsync"/>.</summary>
    public Task KillAsync() => Running.KillAsync();

    /// <summary>SIGTERM, and waits for the end.</summary>
    public async Task TerminateAsync()
    {
        await SignalAsync("TERM");
        await WaitForExitAsync();
    }

    /// <summary>SIGSTOP: it keeps its connections and answers nobody, as a machine that sleeps or swaps.</summary>
    public Task SuspendAsync() => Running.SignalAsync("STOP");

    /// <summary>SIGCONT: the end of <see cref="SuspendAsync"/>.</summary>
    public Task ResumeAsync() => Running.SignalAsync("CONT");

    /// <summary>Starts it again with the same data on the same port; kills it first if it still runs. Returns when it is ready.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        if (IsRunning)
            await KillAsync();
        await LaunchAsync(cancellationToken);
    }

    /// <summary>The last lines of what it has said since its latest start.</summary>
    public string LogTail(int lines = 20) => Running.LogTail(lines);

    /// <summary>Lets the folder with its data and logs stay when the server ends, for somebody to look into, and says where it is.</summary>
    public string KeepFolder()
    {
        _keepsFolder = true;
        return Folder.Path;
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_process is not null)
            await _process.DisposeAsync();
        if (!_keepsFolder)
            Folder.Dispose();
    }

    private protected abstract Launch Describe();

    /// <summary>Asks the server itself, not just its port: somebody else may listen there.</summary>
    private protected abstract Task<bool> IsReadyAsync(CancellationToken cancellationToken);

    private protected Task SignalAsync(string signal) => Running.SignalAsync(signal);

    private protected Task WaitForExitAsync() => Running.WaitForExitAsync(StartPatience);

    /// <summary>Whether a start that failed with that log succeeds later, because what the process before left behind is still ending.</summary>
    private protected virtual bool IsWorthAnotherStart(string log) => false;

    /// <summary>Starts it, and again on other ports as long as somebody else was faster.</summary>
    private protected static async Task<TServer> StartAsync<TServer>(Func<TServer> create, CancellationToken cancellationToken)
        where TServer : LocalServer
    {
        for (var attempt = 1; ; attempt++)
        {
            var server = create();
            try
            {
                await server.PrepareAsync(cancellationToken);
                await server.LaunchAsync(cancellationToken);
                return server;
            }
            catch (LocalServerException exception) when (exception.PortWasTaken && attempt < StartTries)
            {
                await server.DisposeAsync();
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>What must be there before its first start.</summary>
    private protected virtual Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task LaunchAsync(CancellationToken cancellationToken)
    {
        await StartProcessAsync(cancellationToken);
        var watch = Stopwatch.StartNew();
        while (!await IsReadyAsync(cancellationToken))
        {
            if (Running.HasExited && IsWorthAnotherStart(LogTail()))
                await StartProcessAsync(cancellationToken);
            else if (Running.HasExited)
                throw Failure($"{Running.ExitText} before it was ready");
            if (watch.Elapsed > StartPatience)
                throw Failure($"was not ready after {StartPatience}");
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }

    private async Task StartProcessAsync(CancellationToken cancellationToken)
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _process = await ServerProcess.StartAsync(Describe(), Folder.File($"server-{++_starts}.log"), cancellationToken);
    }

    private LocalServerException Failure(string what)
    {
        var log = LogTail();
        return new LocalServerException($"{Name} on {Host}:{Port} {what}. It said:\n{log}")
        {
            PortWasTaken = PortTakenTexts.Any(text => log.Contains(text, StringComparison.Ordinal)),
        };
    }
}
