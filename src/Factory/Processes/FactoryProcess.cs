using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Corporation.Factory.Diagnostics;
using Corporation.Factory.Settings;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Corporation.Factory.Processes;

/// <summary>
/// Prepares the factory's own process before it takes missions: ends what a killed predecessor left running, so that no mission runs beside
/// its own next attempt, and hides the environment from the programs that missions start.
/// </summary>
internal sealed class FactoryProcess(IOptions<FactoryOptions> options, TimeProvider time, ILogger<FactoryProcess> logger) : IHostedService
{
    private const int MaxRounds = 20;
    private const int SetDumpable = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
            return;

        HideEnvironment();
        await EndLeftoversAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Without this, any program of the same user reads the factory's secrets in <c>/proc/PID/environ</c> (prctl(2), PR_SET_DUMPABLE).</summary>
    /// <remarks>Root reads it all the same: a factory should run as a user of its own.</remarks>
    private void HideEnvironment()
    {
        if (Control(SetDumpable, 0, 0, 0, 0) != 0)
            Log.EnvironmentNotHidden(logger, Marshal.GetLastPInvokeError());
    }

    private async Task EndLeftoversAsync(CancellationToken cancellationToken)
    {
        var owner = ProcessMarker.OwnerOf(options.Value.WorkspaceRoot);
        var left = ProcessTree.FindOwned(owner);
        if (left.Count == 0)
            return;

        Log.LeftoversFound(logger, left.Count);
        for (var round = 0; left.Count > 0 && round < MaxRounds; round++)
        {
            ProcessTree.Signal(left, ProcessTree.SigKill);
            await Task.Delay(Pause, time, cancellationToken);
            left = ProcessTree.FindOwned(owner);
        }

        if (left.Count > 0)
            Log.ProcessTreeSurvived(logger, left.Count, "a process before this one");
    }

    // Blittable, so the source generator would only add unsafe code.
    [SuppressMessage("Interoperability", "SYSLIB1054", Justification = "Five integers need no generated marshalling.")]
    [DllImport("libc", EntryPoint = "prctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(int option, nuint second, nuint third, nuint fourth, nuint fifth);
}
