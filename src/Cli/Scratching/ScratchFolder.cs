using Corporation.Cli.Invoking;

namespace Corporation.Cli.Scratching;

/// <summary>A temporary folder that is gone afterwards, unless somebody wants to look into it.</summary>
internal sealed class ScratchFolder : IAsyncDisposable
{
    private readonly bool _keep;
    private readonly Invocation _invocation;

    public ScratchFolder(string prefix, bool keep, Invocation invocation)
    {
        _keep = keep;
        _invocation = invocation;
        Path = Directory.CreateTempSubdirectory(prefix + "-").FullName;
    }

    public string Path { get; }

    public string Sub(string name) => Directory.CreateDirectory(System.IO.Path.Combine(Path, name)).FullName;

    public ValueTask DisposeAsync()
    {
        if (_keep)
        {
            _invocation.Note($"The state is kept in {Path}");
            return ValueTask.CompletedTask;
        }

        try
        {
            MakeWritable(new DirectoryInfo(Path));
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A leftover in the temporary folder must not turn a good run into a bad one; but say so.
            _invocation.Note($"The temporary folder {Path} could not be removed: {exception.Message}");
        }

        return ValueTask.CompletedTask;
    }

    // git writes its objects read-only, which on Windows forbids deleting them.
    private static void MakeWritable(DirectoryInfo folder)
    {
        if (!OperatingSystem.IsWindows())
            return;

        foreach (var file in folder.EnumerateFiles("*", SearchOption.AllDirectories))
            file.Attributes = FileAttributes.Normal;
    }
}
