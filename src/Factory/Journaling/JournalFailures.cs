using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Corporation.Factory.Journaling;

/// <summary>What can be wrong with the journal's file, and what somebody can do about it.</summary>
internal static class JournalFailures
{
    /// <summary>Whether it is a failure of the disk or of the file, which the factory outlives.</summary>
    public static bool IsOutlived(Exception failure) =>
        failure is SqliteException or IOException or UnauthorizedAccessException or FactoryStartException;

    /// <summary>Whether the file is of no use any more.</summary>
    public static bool IsDamage(Exception failure) =>
        failure is JournalDamagedException or SqliteException { SqliteErrorCode: raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_FORMAT }

            // Our statements are right, so it is the table that is not ours.
            or SqliteException { SqliteErrorCode: raw.SQLITE_ERROR or raw.SQLITE_CONSTRAINT or raw.SQLITE_MISMATCH or raw.SQLITE_SCHEMA };

    /// <summary>Whether the connection is as good as before: a full disk or a lock spoils nothing.</summary>
    public static bool LeavesConnection(Exception failure) =>
        failure is SqliteException { SqliteErrorCode: raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_FULL };

    public static string Describe(Exception failure) => failure is SqliteException { SqliteErrorCode: var code } && Advice(code) is { } advice
        ? advice
        : failure.Message;

    private static string? Advice(int code) => code switch
    {
        raw.SQLITE_FULL => "the disk, or the journal itself, is full. Free some space; no restart is needed",
        raw.SQLITE_READONLY => "the file or its folder is read-only. Let this user write to both",
        raw.SQLITE_CANTOPEN => "the file can't be opened. See that its folder exists and that this user may write to it",
        raw.SQLITE_PERM or raw.SQLITE_AUTH => "access was denied. Let this user read and write the file",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "another program has locked the file. Close the shell or backup that uses it",
        raw.SQLITE_IOERR => "the disk reports an I/O error. Look at the system log, the mount and the free space",
        _ => null,
    };
}
