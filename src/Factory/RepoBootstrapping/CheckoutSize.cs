namespace Corporation.Factory.RepoBootstrapping;

/// <summary>Counts what a checkout brought, without git's own folder.</summary>
internal static class CheckoutSize
{
    public static (long Files, long Bytes) Of(string folder)
    {
        long files = 0;
        long bytes = 0;
        var git = Path.Combine(folder, ".git");
        foreach (var top in new DirectoryInfo(folder).EnumerateFileSystemInfos().Where(entry => entry.FullName != git))
        {
            foreach (var file in FilesOf(top))
            {
                files++;

                // A link counts as a file of no size: what it points to may be anywhere.
                bytes += file.LinkTarget is null ? file.Length : 0;
            }
        }

        return (files, bytes);
    }

    private static IEnumerable<FileInfo> FilesOf(FileSystemInfo entry)
    {
        if (entry.LinkTarget is not null || entry is FileInfo)
            return [new FileInfo(entry.FullName)];

        return new DirectoryInfo(entry.FullName).EnumerateFileSystemInfos().SelectMany(FilesOf);
    }
}
