using System.Diagnostics;
using Corporation.Factory.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Corporation.Factory.Processes;

/// <summary>Ends a process with everything it started: first asking, then not.</summary>
internal sealed class TreeKiller(TimeProvider time, ILogger logger)
{
    public static readonly TimeSpan PoliteDuration = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private const int MaxKillRounds = 20;

    /// <summary>The process is to end now: SIGTERM, up to 3 seconds, SIGKILL.</summary>
    public async Task EndAsync(Process process, string marker)
    {
        if (!OperatingSystem.IsLinux())
        {
            KillPortably(process);
            return;
        }

        var members = ProcessTree.Find(process.Id, marker);
        ProcessTree.Signal(members, ProcessTree.SigTerm);
        for (var waited = TimeSpan.Zero; members.Count > 0 && waited < PoliteDuration; waited += Poll)
        {
            await Task.Delay(Poll, time, CancellationToken.None);
            members = ProcessTree.Find(process.Id, marker);
        }

        await KillAsync(process, marker, members);
    }

    /// <summary>The process has ended by itself: what it left behind goes too.</summary>
    public async Task SweepAsync(Process process, string marker)
    {
        if (!OperatingSystem.IsLinux())
            return;
        var left = ProcessTree.Find(process.Id, marker);
        if (left.Count == 0)
            return;
        await KillAsync(process, marker, left);
        Log.ProcessTreeKilled(logger, left.Count, process.StartInfo.FileName);
    }

    /// <summary>Kills what is there now, without waiting for it: for a factory that is about to be gone itself.</summary>
    public static void KillNow(int rootId, string marker)
    {
        if (OperatingSystem.IsLinux())
            ProcessTree.Signal(ProcessTree.Find(rootId, marker), ProcessTree.SigKill);
    }

    private async Task KillAsync(Process process, string marker, IReadOnlyList<int> members)
    {
        // In rounds: a member may have started another one while we looked.
        for (var round = 0; members.Count > 0 && round < MaxKillRounds; round++)
        {
            ProcessTree.Signal(members, ProcessTree.SigKill);
            await Task.Delay(Poll, time, CancellationToken.None);
            members = ProcessTree.Find(process.Id, marker);
        }

        if (members.Count > 0)
            Log.ProcessTreeSurvived(logger, members.Count, process.StartInfo.FileName);
    }

    private static void KillPortably(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or AggregateException or System.ComponentModel.Win32Exception)
        {
            // It has ended by itself.
        }
    }
}
