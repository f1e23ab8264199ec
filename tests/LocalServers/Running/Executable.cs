namespace Corporation.LocalServers.Running;

/// <summary>Finds a server's program. Debian keeps some in places that aren't on everybody's path.</summary>
internal static class Executable
{
    private static readonly string[] SystemFolders = ["/usr/local/bin", "/usr/local/sbin", "/usr/bin", "/usr/sbin", "/bin", "/sbin"];

    /// <exception cref="LocalServerException">It is not installed; the message says which package has it.</exception>
    public static string Find(string program, string package, params ReadOnlySpan<string> firstFolders)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        foreach (var folder in (IEnumerable<string>)[.. firstFolders, .. path, .. SystemFolders])
        {
            var file = Path.Combine(folder, program);
            if (File.Exists(file))
                return file;
        }

        throw new LocalServerException($"{program} is missing on this machine; run ./corp test, or apt-get install {package}.");
    }
}
