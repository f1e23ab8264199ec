namespace Corporation.Factory.Workspaces;

/// <summary>The folder of one attempt. It exists once something was asked of it.</summary>
public sealed class MissionWorkspace
{
    private readonly Lazy<DirectoryInfo> _directory;
    private readonly Lazy<string> _home;

    internal MissionWorkspace(string id, string path)
    {
        Id = id;
        Path = path;
        _directory = new(() => System.IO.Directory.CreateDirectory(path));
        _home = new(() => System.IO.Directory.CreateDirectory(path + WorkspaceNames.HomeSuffix).FullName);
    }

    /// <summary>Its name below the factory's workspace root, for results and logs: no path of the machine leaks.</summary>
    public string Id { get; }

    /// <summary>The folder itself. Reading this makes it.</summary>
    public DirectoryInfo Directory => _directory.Value;

    /// <summary>The folder's full path. Reading this makes it.</summary>
    public string FullPath => Directory.FullName;

    /// <summary>True once the folder was made.</summary>
    public bool Exists => _directory.IsValueCreated;

    /// <summary>A home folder for processes, beside the workspace, so that their dot files don't mix with the work.</summary>
    internal string Home => _home.Value;

    /// <summary>True once anything was made on disk.</summary>
    internal bool IsUsed => _directory.IsValueCreated || _home.IsValueCreated;

    /// <summary>Where it is or would be, without making it.</summary>
    internal string Path { get; }

    /// <summary>The full path of a file or folder in the workspace, whether it exists or not.</summary>
    /// <param name="relativePath">Relative to the workspace; <c>""</c> and <c>"."</c> mean the workspace itself.</param>
    /// <returns>The full path, with symbolic links followed.</returns>
    /// <exception cref="WorkspaceEscapeException">The path is absolute or leads out of the workspace, also by way of a symbolic link.</exception>
    public string Resolve(string relativePath) => SafePath.Resolve(FullPath, relativePath);
}
