namespace Corporation.Factory.Workspaces;

/// <summary>Removes files and folders, also those that were made read-only. Never follows a symbolic link.</summary>
internal static class TreeRemoval
{
    public static void Remove(string path)
    {
        if (File.Exists(path) || new FileInfo(path).LinkTarget is not null)
        {
            File.Delete(path);
            return;
        }

        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Somebody else was faster.
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            MakeWritable(path);
            Directory.Delete(path, recursive: true);
        }
    }

    /// <summary>git makes its objects read-only, and a script may make folders so.</summary>
    private static void MakeWritable(string folder)
    {
        if (OperatingSystem.IsWindows())
            new DirectoryInfo(folder).Attributes = FileAttributes.Directory;
        else
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
        {
            if (entry.LinkTarget is not null)
                continue;
            if (entry is DirectoryInfo inner)
                MakeWritable(inner.FullName);
            else if (OperatingSystem.IsWindows())
                entry.Attributes = FileAttributes.Normal;
        }
    }
}
