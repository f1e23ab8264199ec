namespace Corporation.SagaStore.Opening;

/// <summary>
/// Keeps a second process from the same store. SQLite itself would let both in; but each would grant what the other has granted, as what a
/// commit observer knows lives in one process.
/// </summary>
internal sealed class StoreLock : IDisposable
{
    private readonly FileStream _stream;

    private StoreLock(FileStream stream) => _stream = stream;

    public static StoreLock Take(StoreFile file)
    {
        try
        {
            // Never deleted: whoever waited on the deleted file would hold a lock that the next one doesn't see.
            return new StoreLock(new FileStream(file.LockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new StoreStartException($"The store's lock file {file.LockPath} can't be written. Let this user write to the folder.", exception);
        }
        catch (IOException exception) when (IsSharing(exception))
        {
            throw new StoreStartException(
                $"The store {file.Path} is in use by another process. Stop that one first, or give this one a file of its own.", exception);
        }
        catch (IOException exception)
        {
            throw new StoreStartException($"The store's lock file {file.LockPath} can't be opened: {exception.Message}", exception);
        }
    }

    public void Dispose() => _stream.Dispose();

    // ERROR_SHARING_VIOLATION on Windows; EWOULDBLOCK of flock on Linux (11) and macOS (35).
    private static bool IsSharing(IOException exception) => exception.HResult is unchecked((int)0x80070020) or 11 or 35;
}
