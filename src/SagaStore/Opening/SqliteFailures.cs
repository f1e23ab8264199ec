using Corporation.SagaStore.Writing;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Corporation.SagaStore.Opening;

/// <summary>Turns SQLite's result codes into what a caller can act on.</summary>
internal static class SqliteFailures
{
    private const int UniqueIndex = 2067;
    private const int PrimaryKey = 1555;
    private const int RowId = 2579;

    /// <summary>The exception for the caller; <paramref name="failure"/> itself when it is the caller's own mistake (SQL, a constraint).</summary>
    public static Exception Translate(SqliteException failure, StoreFile file)
    {
        if (IsUniqueViolation(failure))
            return new UniqueViolationException(Constraint(failure.Message), failure);

        return Advice(failure.SqliteErrorCode) is { } advice
            ? new StoreUnavailableException(
                $"The store {file.Path} can't be used now: {advice} Nothing was changed. (SQLite error {failure.SqliteExtendedErrorCode}: {Text(failure.Message)})",
                failure)
            : failure;
    }

    public static bool IsUniqueViolation(SqliteException failure) => failure.SqliteExtendedErrorCode is UniqueIndex or PrimaryKey or RowId;

    /// <summary>Whether the connection may be spoilt and must be opened anew; a full disk or a lock leaves it usable.</summary>
    public static bool SpoilsConnection(int code) => code is not (raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_FULL or raw.SQLITE_INTERRUPT);

    /// <summary>What happened and what to do; null when the store itself is well.</summary>
    public static string? Advice(int code) => code switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "another program has locked the file. Close the shell or backup that uses it, or raise the busy timeout.",
        raw.SQLITE_FULL => "the disk (or the file's page limit) is full. Free some space; no restart is needed.",
        raw.SQLITE_READONLY => "the file or its folder is read-only. Let this user write to both.",
        raw.SQLITE_CANTOPEN => "the file can't be opened. See that it and its folder exist and that this user may write to both.",
        raw.SQLITE_PERM or raw.SQLITE_AUTH => "access was denied. Let this user read and write the file.",
        raw.SQLITE_IOERR => "the disk reports an I/O error. Look at the system log, the mount and the free space.",
        raw.SQLITE_NOMEM => "memory ran out. Free some, or raise the process's limit.",
        raw.SQLITE_PROTOCOL => "its locks don't work here. Move it to a local disk.",
        raw.SQLITE_CORRUPT => "the file is damaged. Stop the process, keep a copy of it, and restore a backup.",
        raw.SQLITE_NOTADB => "the file is not a SQLite database. Name another file, or restore a backup.",
        raw.SQLITE_INTERRUPT => "the work was interrupted. Try again.",
        _ => null,
    };

    // Of "SQLite Error 19: 'UNIQUE constraint failed: missions.idempotency_key'." the columns.
    private static string Constraint(string message)
    {
        var text = Text(message);
        var colon = text.LastIndexOf(": ", StringComparison.Ordinal);
        return colon < 0 ? text : text[(colon + 2)..];
    }

    private static string Text(string message)
    {
        var first = message.IndexOf('\'', StringComparison.Ordinal);
        var last = message.LastIndexOf('\'');
        return last > first ? message[(first + 1)..last] : message;
    }
}
