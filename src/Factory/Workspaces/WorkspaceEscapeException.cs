namespace Corporation.Factory.Workspaces;

/// <summary>A path leads out of the folder that it must stay in.</summary>
public sealed class WorkspaceEscapeException : InvalidOperationException
{
    internal WorkspaceEscapeException(string relativePath, string reason)
        : base($"Path '{relativePath}' {reason}. Give a path relative to the workspace that stays inside it.") =>
        RelativePath = relativePath;

    /// <summary>What was asked for.</summary>
    public string RelativePath { get; }
}
