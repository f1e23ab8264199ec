using System.Diagnostics;
using Corporation.Factory.Settings;
using Corporation.Factory.Working;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Corporation.Factory.Processes;

/// <summary>Runs a process in a session of its own; nothing that it started outlives the call; what outlives a killed factory is ended by the next one.</summary>
internal sealed class ProcessRunner(TimeProvider time, ProcessEnd end, IOptions<FactoryOptions> options, ILogger<ProcessRunner> logger)
{
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(2);
    private static readonly string? SessionStarter = OperatingSystem.IsLinux() ? CommandSearch.Find("setsid", ["/usr/bin", "/bin"]) : null;
    private readonly TreeKiller _killer = new(time, logger);

    /// <summary>Runs to the end, or until the token fires; then the whole tree is ended before the exception leaves.</summary>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    /// <exception cref="System.ComponentModel.Win32Exception">The program can't be started.</exception>
    public async Task<ProcessOutcome> RunAsync(ProcessCommand command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var marker = ProcessMarker.New(options.Value.WorkspaceRoot);
        using var process = new Process { StartInfo = StartOf(command, marker) };
        process.Start();
        process.StandardInput.Close();

        // Nobody waits for what is asked politely once the factory's own process ends, and it would run on beside the next attempt.
        var rootId = process.Id;
        using var lastMoment = end.Token.Register(() => TreeKiller.KillNow(rootId, marker));
        using var abandon = new CancellationTokenSource();
        var stdout = new OutputTail(command.MaxTailLength);
        var stderr = new OutputTail(command.MaxTailLength);
        var pumping = Task.WhenAll(
            new OutputPump(process.StandardOutput.BaseStream, stdout, ListenerOf(command, isError: false)).RunAsync(abandon.Token),
            new OutputPump(process.StandardError.BaseStream, stderr, ListenerOf(command, isError: true)).RunAsync(abandon.Token));
        try
        {
            await process.WaitForExitAsync(cancellationToken);
            await _killer.SweepAsync(process, marker);
        }
        catch (OperationCanceledException)
        {
            await _killer.EndAsync(process, marker);
            throw;
        }
        finally
        {
            await DrainAsync(pumping, abandon);
        }

        return new(process.ExitCode, stdout, stderr);
    }

    /// <summary>A process that escaped may hold the pipes open for ever; it doesn't hold us.</summary>
    private async Task DrainAsync(Task pumping, CancellationTokenSource abandon)
    {
        try
        {
            await pumping.WaitAsync(DrainTimeout, time);
        }
        catch (TimeoutException)
        {
            await abandon.CancelAsync();
        }
    }

    private static Action<string>? ListenerOf(ProcessCommand command, bool isError) =>
        command.OnLine is { } listener ? line => listener(isError, line) : null;

    private static ProcessStartInfo StartOf(ProcessCommand command, string marker)
    {
        var start = new ProcessStartInfo
        {
            FileName = SessionStarter ?? command.Program,
            WorkingDirectory = command.Folder,
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // setsid becomes the program itself, so the process id is the program's and that of its session.
        if (SessionStarter is not null)
            start.ArgumentList.Add(command.Program);
        foreach (var argument in command.Arguments)
            start.ArgumentList.Add(argument);

        start.Environment.Clear();
        foreach (var (name, value) in command.Environment)
            start.Environment[name] = value;
        start.Environment[ProcessMarker.Variable] = marker;
        return start;
    }
}
