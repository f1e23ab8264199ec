namespace Corporation.Factory.Workspaces;

/// <summary>The workspace of an earlier mission, kept from the cleaner until disposed.</summary>
internal sealed class BorrowedWorkspace(WorkspaceStore store, string id, string path) : IDisposable
{
    private int _isReturned;

    /// <summary>The full path of a file or folder in it.</summary>
    /// <exception cref="WorkspaceEscapeException">The path leads out.</exception>
    public string Resolve(string relativePath) => SafePath.Resolve(path, relativePath);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isReturned, 1) == 0)
            store.Unpin(id);
    }
}
