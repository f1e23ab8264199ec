namespace Corporation.Hq.BackingUp;

/// <summary>A file on its way: written under another name beside it, and renamed when it is complete and on the disk.</summary>
internal sealed class BackupFile : IDisposable
{
    private static readonly byte[] ServerMark = "PGDMP"u8.ToArray();
    private static readonly byte[] SqliteMark = "SQLite format 3\0"u8.ToArray();

    private readonly bool _overwrite;

    private BackupFile(string path, bool overwrite)
    {
        (Path, _overwrite) = (path, overwrite);
        PartialPath = $"{path}.{Guid.NewGuid():N}.partial";
    }

    public string Path { get; }

    public string PartialPath { get; }

    public static BackupFile Begin(string file, bool overwrite)
    {
        var backup = new BackupFile(System.IO.Path.GetFullPath(file), overwrite);
        if (Directory.Exists(backup.Path))
            throw DatabaseException.BadInput($"{backup.Path} is a folder. Name a file.");
        backup.RefuseExisting();
        try
        {
            // Readable for nobody else from the first byte on: it has everything that was ever submitted.
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var created = new FileStream(backup.PartialPath, options);
            return backup;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DatabaseException($"The backup {backup.Path} can't be written: {exception.Message}", exception) { IsBadInput = true };
        }
    }

    /// <returns>How big it is.</returns>
    public long Complete()
    {
        try
        {
            long bytes;
            using (var written = new FileStream(PartialPath, FileMode.Open, FileAccess.ReadWrite))
            {
                written.Flush(flushToDisk: true);
                bytes = written.Length;
            }

            if (!_overwrite)
                RefuseExisting();
            File.Move(PartialPath, Path, _overwrite);
            return bytes;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DatabaseException($"The backup {Path} can't be completed: {exception.Message}", exception);
        }
    }

    public void Dispose()
    {
        foreach (var rest in new[] { PartialPath, PartialPath + "-wal", PartialPath + "-shm", PartialPath + "-journal" })
            File.Delete(rest);
    }

    /// <summary>Checks by its first bytes that it is a backup of that sort.</summary>
    public static void Require(string path, bool isOfServer)
    {
        var head = ReadHead(path);
        var (isServers, isNodes) = (head.StartsWith(ServerMark), head.SequenceEqual(SqliteMark));
        if (isOfServer ? isServers : isNodes)
            return;

        throw DatabaseException.BadInput(
            isServers ? $"{path} is a backup of a PostgreSQL database, and this is the folder of a standalone node. Name a database with --database."
            : isNodes ? $"{path} is a backup of a standalone node, and this is a PostgreSQL database. Name a folder with --data."
            : $"{path} is no backup that 'corp db backup' has made.");
    }

    private static ReadOnlySpan<byte> ReadHead(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var head = new byte[SqliteMark.Length];
            return head.AsSpan(0, file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DatabaseException($"The backup {path} can't be read: {exception.Message}", exception) { IsBadInput = true };
        }
    }

    private void RefuseExisting()
    {
        if (!_overwrite && File.Exists(Path))
            throw DatabaseException.BadInput($"{Path} exists. Name another file, or replace it with --force.");
    }
}
