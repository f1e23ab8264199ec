namespace Corporation.Factory.Journaling;

/// <summary>
/// Keeps a second process from the same journal: it would take the claims of the first for those of a dead one, and report them as interrupted.
/// </summary>
internal sealed class JournalLock : IDisposable
{
    private readonly FileStream _stream;

    private JournalLock(FileStream stream) => _stream = stream;

    /// <exception cref="FactoryStartException">Another process has it.</exception>
    /// <exception cref="IOException">The file can't be made or opened.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write there.</exception>
    public static JournalLock Take(string journal)
    {
        try
        {
            // Never deleted: whoever waited on the deleted file would hold a lock that the next one doesn't see.
            return new JournalLock(new FileStream(journal + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException exception) when (IsSharing(exception))
        {
            throw new FactoryStartException(
                $"The factory's journal {journal} is in use by another process. Stop that one first, or give this one a state folder of its own.", exception);
        }
    }

    public void Dispose() => _stream.Dispose();

    // ERROR_SHARING_VIOLATION on Windows; EWOULDBLOCK of flock on Linux (11) and macOS (35).
    private static bool IsSharing(IOException exception) => exception.HResult is unchecked((int)0x80070020) or 11 or 35;
}
