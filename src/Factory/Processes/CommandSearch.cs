namespace Corporation.Factory.Processes;

/// <summary>Finds programs by bare name in fixed folders; the factory's own <c>PATH</c> and the working directory play no part.</summary>
internal static class CommandSearch
{
    private static readonly string[] Endings = OperatingSystem.IsWindows() ? ["", ".exe", ".com"] : [""];

    /// <summary>What an allow-list may hold: a bare name or an absolute path.</summary>
    public static bool IsLegalEntry(string command) =>
        IsBareName(command) || Path.IsPathFullyQualified(command) && !command.Contains('\0', StringComparison.Ordinal);

    public static bool IsBareName(string command) =>
        !string.IsNullOrWhiteSpace(command)
        && command is not ("." or "..")
        && !command.StartsWith('-')
        && command.IndexOfAny(['/', '\\', ':', '\0']) < 0;

    /// <summary>The full path of a program; null when no folder has it.</summary>
    public static string? Find(string command, IEnumerable<string> searchPath)
    {
        if (!IsBareName(command))
            return Path.IsPathFullyQualified(command) && IsProgram(command) ? command : null;
        return searchPath
            .SelectMany(folder => Endings.Select(ending => Path.Combine(folder, command + ending)))
            .FirstOrDefault(IsProgram);
    }

    public static bool IsProgram(string path)
    {
        const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Executable) != 0);
    }
}
