using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Corporation.LocalServers.Programs;

/// <summary>The console and the signals of a benchmark or of chaos, programs beside corp: the one place that touches them.</summary>
[SuppressMessage("ApiDesign", "RS0030", Justification = "Somebody must open the console; everybody else gets writers.")]
public sealed class ProgramTerminal : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<PosixSignalRegistration> _signals = [];

    public ProgramTerminal()
    {
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM])
            _signals.Add(PosixSignalRegistration.Create(signal, StopOnce));
    }

    public TextWriter Out { get; } = Console.Out;

    public TextWriter Error { get; } = Console.Error;

    /// <summary>Cancelled by the first Ctrl+C or SIGTERM, so that the servers are ended; a second one ends the process at once.</summary>
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
}
