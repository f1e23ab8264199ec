using Microsoft.Data.Sqlite;

namespace Corporation.SagaStore.Opening;

/// <summary>Looks at the folder and the file before anything is changed in them.</summary>
internal static class FileCheck
{
    /// <summary>Above this size the full check takes longer than a start should; SQLite still notices damage where it reads.</summary>
    private const long LargestFullCheckBytes = 64 * 1024 * 1024;

    private static ReadOnlySpan<byte> Signature => "SQLite format 3\0"u8;

    public static void Folder(StoreFile file)
    {
        try
        {
            Directory.CreateDirectory(file.Folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreStartException($"The store's folder {file.Folder} can't be created: {exception.Message} Choose another folder.", exception);
        }

        if (Directory.Exists(file.Path))
            throw new StoreStartException($"The store {file.Path} is a folder. Name a file in it.", null);
    }

    /// <summary>Refuses a file that is something else, before SQLite touches it.</summary>
    public static void IsDatabase(StoreFile file)
    {
        try
        {
            using var stream = new FileStream(file.Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            if (stream.Length == 0)
                return;

            Span<byte> head = stackalloc byte[Signature.Length];
            if (stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length || !head.SequenceEqual(Signature))
            {
                throw new StoreStartException(
                    $"{file.Path} is not a SQLite database. Name another file; nothing was changed in this one.", null);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreStartException(
                $"The store {file.Path} can't be opened for writing: {exception.Message} Let this user write to the file and its folder.", exception);
        }
    }

    /// <summary>Switches the write-ahead log on, and reads enough of the file to notice damage.</summary>
    public static void IsSound(StoreFile file, SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode=WAL";
        if (command.ExecuteScalar() is not "wal")
        {
            throw new StoreStartException(
                $"The store {file.Path} can't use a write-ahead log there. Move it to a local disk.", null);
        }

        if (new FileInfo(file.Path).Length > LargestFullCheckBytes)
            return;

        command.CommandText = "PRAGMA quick_check(1)";
        if (command.ExecuteScalar() is not "ok" and var problem)
            throw Damaged(file, $"{problem}", null);
    }

    public static StoreStartException Damaged(StoreFile file, string problem, Exception? exception) => new(
        $"The store {file.Path} is damaged: {problem}. Keep a copy of it and of {file.LogPath}, then restore a backup.", exception);
}
