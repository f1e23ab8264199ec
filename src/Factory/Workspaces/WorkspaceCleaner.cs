using Corporation.Factory.Diagnostics;
using Corporation.Factory.Settings;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Corporation.Factory.Workspaces;

/// <summary>Removes workspaces whose retention is over, also those that an earlier process left behind.</summary>
internal sealed class WorkspaceCleaner(
    WorkspaceStore store,
    IOptions<FactoryOptions> options,
    TimeProvider time,
    ILogger<WorkspaceCleaner> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.WorkspaceCleaningInterval, time);
        try
        {
            do
                await Task.Run(() => Clean(stoppingToken), stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    /// <summary>One round. Returns how many workspaces were removed.</summary>
    internal int Clean(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(store.Root))
            return 0;

        var removed = 0;
        foreach (var mission in Directory.EnumerateDirectories(store.Root))
        {
            // Whatever else lies below the root is not ours.
            if (!Guid.TryParseExact(Path.GetFileName(mission), "D", out _))
                continue;
            cancellationToken.ThrowIfCancellationRequested();
            removed += CleanMission(mission);
        }

        if (removed > 0)
            Log.WorkspacesRemoved(logger, removed);
        return removed;
    }

    private int CleanMission(string mission)
    {
        var removed = 0;
        try
        {
            var attempts = Directory.EnumerateFileSystemEntries(mission)
                .GroupBy(entry => Path.GetFileName(entry).Split('.')[0], StringComparer.Ordinal)
                .ToList();
            foreach (var attempt in attempts)
            {
                var id = $"{Path.GetFileName(mission)}/{attempt.Key}";
                if (store.IsInUse(id) || !IsOver(attempt))
                    continue;
                foreach (var entry in attempt)
                    TreeRemoval.Remove(entry);
                removed++;
            }

            // Not recursive, so a workspace that was opened in between survives.
            if (removed == attempts.Count)
                Directory.Delete(mission);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.WorkspaceNotRemoved(logger, exception, mission);
        }

        return removed;
    }

    private bool IsOver(IEnumerable<string> entries)
    {
        var all = entries.ToList();
        var succeeded = all.Find(entry => entry.EndsWith(WorkspaceNames.SucceededSuffix, StringComparison.Ordinal));
        var ended = succeeded ?? all.Find(entry => entry.EndsWith(WorkspaceNames.EndedSuffix, StringComparison.Ordinal));
        var retention = succeeded is null
            ? options.Value.FailedWorkspaceRetentionDuration
            : options.Value.SucceededWorkspaceRetentionDuration;
        var since = ended is null ? all.Max(File.GetLastWriteTimeUtc) : File.GetLastWriteTimeUtc(ended);
        return time.GetUtcNow().UtcDateTime - since >= retention;
    }
}
