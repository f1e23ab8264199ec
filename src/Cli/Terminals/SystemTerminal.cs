using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using Corporation.Cli.Invoking;
using Corporation.Client;

namespace Corporation.Cli.Terminals;

/// <summary>The real terminal, environment and signals of this process: the one place of the CLI that touches them.</summary>
[SuppressMessage("ApiDesign", "RS0030", Justification = "Somebody must open the console; everybody else gets writers and IAnsiConsole.")]
internal sealed class SystemTerminal : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<PosixSignalRegistration> _signals = [];

    public SystemTerminal()
    {
        // A console in a legacy code page would print the state symbols as question marks.
        if (!Console.IsOutputRedirected)
            Console.OutputEncoding = Encoding.UTF8;

        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM])
            _signals.Add(PosixSignalRegistration.Create(signal, StopOnce));

        World = new CliWorld
        {
            Out = Console.Out,
            Error = Console.Error,
            In = Console.In,
            OutIsTerminal = !Console.IsOutputRedirected,
            ErrorIsTerminal = !Console.IsErrorRedirected,
            InIsTerminal = !Console.IsInputRedirected,
            Window = Console.IsOutputRedirected ? static () => null : WindowSize,
            Variable = Environment.GetEnvironmentVariable,
            Connect = MissionClientModule.Connect,
            Time = TimeProvider.System,
        };
    }

    public CliWorld World { get; }

    /// <summary>Cancelled by the first Ctrl+C or SIGTERM; a second one ends the process at once.</summary>
    public CancellationToken Stopping => _stopping.Token;

    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
        _stopping.Dispose();
    }

    private void StopOnce(PosixSignalContext context)
    {
        if (_stopping.IsCancellationRequested)
            return;

        context.Cancel = true;
        _stopping.Cancel();
    }

    private static (int Columns, int Lines)? WindowSize()
    {
        try
        {
            return (Console.WindowWidth, Console.WindowHeight) is ( > 0, > 0) and var size ? size : null;
        }
        catch (IOException)
        {
            // Some pseudo terminals know no size; the default width does.
            return null;
        }
    }
}
