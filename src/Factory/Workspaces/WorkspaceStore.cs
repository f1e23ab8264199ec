using System.Collections.Concurrent;
using Corporation.Factory.Diagnostics;
using Corporation.Factory.Settings;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Corporation.Factory.Workspaces;

/// <summary>Gives each attempt its workspace, finds those of earlier missions, and knows which are in use.</summary>
internal sealed class WorkspaceStore(IOptions<FactoryOptions> options, TimeProvider time, ILogger<WorkspaceStore> logger)
{
    private readonly ConcurrentDictionary<string, int> _inUse = new(StringComparer.Ordinal);

    public string Root { get; } = Path.GetFullPath(options.Value.WorkspaceRoot);

    /// <summary>The workspace of a new attempt. Nothing is made on disk until the handler asks for it.</summary>
    public MissionWorkspace Open(Guid missionId, int attempt, Guid claimToken)
    {
        var id = WorkspaceNames.IdOf(missionId, attempt, claimToken);
        Pin(id);
        return new(id, Path.Combine(Root, WorkspaceNames.OfMission(missionId), WorkspaceNames.OfAttempt(attempt, claimToken)));
    }

    /// <summary>The attempt has ended; from now on the retention rule counts.</summary>
    public void Close(MissionWorkspace workspace, bool succeeded)
    {
        if (workspace.IsUsed)
            Mark(workspace.Path + (succeeded ? WorkspaceNames.SucceededSuffix : WorkspaceNames.EndedSuffix), workspace.Id);
        Unpin(workspace.Id);
    }

    /// <summary>Borrows what the newest successful attempt of an earlier mission left here; null when there is nothing (any more).</summary>
    public BorrowedWorkspace? Borrow(Guid missionId)
    {
        var folder = Path.Combine(Root, WorkspaceNames.OfMission(missionId));
        if (!Directory.Exists(folder))
            return null;

        var newest = Directory.EnumerateFiles(folder, "*" + WorkspaceNames.SucceededSuffix).Order(StringComparer.Ordinal).LastOrDefault();
        if (newest is null)
            return null;

        var path = newest[..^WorkspaceNames.SucceededSuffix.Length];
        var id = $"{WorkspaceNames.OfMission(missionId)}/{Path.GetFileName(path)}";

        // Pinned before looking: the cleaner skips what is pinned, so what is there now stays.
        Pin(id);
        if (!Directory.Exists(path))
        {
            Unpin(id);
            return null;
        }

        Mark(newest, id);
        return new(this, id, path);
    }

    public bool IsInUse(string id) => _inUse.ContainsKey(id);

    internal void Unpin(string id)
    {
        // Several missions may have borrowed the same one.
        while (_inUse.TryGetValue(id, out var users))
        {
            if (users == 1 ? _inUse.TryRemove(new(id, 1)) : _inUse.TryUpdate(id, users - 1, users))
                return;
        }
    }

    private void Pin(string id) => _inUse.AddOrUpdate(id, 1, static (_, users) => users + 1);

    private void Mark(string file, string id)
    {
        try
        {
            File.WriteAllText(file, "");
            File.SetLastWriteTimeUtc(file, time.GetUtcNow().UtcDateTime);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Without a mark the age of the folder itself counts.
            Log.WorkspaceNotMarked(logger, exception, id);
        }
    }
}
