namespace Corporation.LocalServers.Running;

/// <summary>A server's own folder: configuration, data and log.</summary>
internal sealed class TemporaryFolder(string purpose) : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory($"corp-{purpose}-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What a killed server started may write for another moment; the system clears its temporary folder itself.
        }
    }
}
