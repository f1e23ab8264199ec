namespace Corporation.Factory.Workspaces;

/// <summary>Turns relative paths of strangers into full ones that surely lie in a folder.</summary>
/// <remarks>
/// It answers for the moment of the call: who can write in the folder can put a link there afterwards. That is no gain for a handler,
/// which runs as the factory's user anyway; the check is for names that come in as mission input or with a cloned repository.
/// </remarks>
internal static class SafePath
{
    private const int MaxLinks = 40;

    public static string Resolve(string root, string relativePath)
    {
        ArgumentNullException.ThrowIfNull(relativePath);
        if (relativePath.Contains('\0', StringComparison.Ordinal))
            throw new WorkspaceEscapeException(relativePath.Replace("\0", "\\0", StringComparison.Ordinal), "has a NUL character");
        if (Path.IsPathRooted(relativePath) || relativePath.Contains(':', StringComparison.Ordinal) && OperatingSystem.IsWindows())
            throw new WorkspaceEscapeException(relativePath, "is absolute");

        var realRoot = RealPath(Path.GetFullPath(root));
        var wanted = Path.GetFullPath(Path.Combine(realRoot, relativePath));
        if (!IsWithin(realRoot, wanted))
            throw new WorkspaceEscapeException(relativePath, "leads out of the workspace");

        var real = RealPath(wanted);
        return IsWithin(realRoot, real)
            ? real
            : throw new WorkspaceEscapeException(relativePath, "leads out of the workspace by way of a symbolic link");
    }

    public static bool IsWithin(string root, string path)
    {
        var comparison = OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        var trimmedRoot = Path.TrimEndingDirectorySeparator(root);
        var trimmedPath = Path.TrimEndingDirectorySeparator(path);
        return trimmedPath.Equals(trimmedRoot, comparison)
            || trimmedPath.StartsWith(Path.EndsInDirectorySeparator(trimmedRoot) ? trimmedRoot : trimmedRoot + Path.DirectorySeparatorChar, comparison);
    }

    /// <summary>Follows every symbolic link on the way; parts that don't exist stay as they are.</summary>
    public static string RealPath(string fullPath)
    {
        var links = 0;
        var real = Path.GetPathRoot(fullPath) ?? throw new ArgumentException($"Path '{fullPath}' is not absolute.", nameof(fullPath));
        var left = new Stack<string>(Parts(fullPath[real.Length..]).Reverse());
        while (left.TryPop(out var part))
        {
            if (part == ".")
                continue;
            if (part == "..")
            {
                real = Path.GetDirectoryName(real) ?? real;
                continue;
            }

            var next = Path.Combine(real, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MaxLinks)
                throw new WorkspaceEscapeException(fullPath, $"goes through more than {MaxLinks} symbolic links");
            if (Path.IsPathRooted(target))
                real = Path.GetPathRoot(target) ?? real;
            foreach (var step in Parts(Path.IsPathRooted(target) ? target[real.Length..] : target).Reverse())
                left.Push(step);
        }

        return real;
    }

    private static string[] Parts(string path) =>
        path.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
}
