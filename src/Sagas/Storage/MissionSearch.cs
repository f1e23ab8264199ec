namespace Corporation.Sagas.Storage;

/// <summary>
/// Full-text search over missions: task, idempotency key and last error, in an SQLite FTS5 table kept by triggers, so it is always exactly what
/// the <c>missions</c> table says, whoever wrote it.
/// </summary>
/// <remarks>
/// The index holds no text of its own (<c>content=''</c>). Its row ids come from <see cref="RowsTable"/>, in the order of acceptance, so a match is
/// read newest first and ends early; the ids of <c>missions</c> rows would not do, because <c>VACUUM</c> may change them.
/// </remarks>
public static class MissionSearch
{
    /// <summary>The FTS5 table.</summary>
    public const string IndexTable = "mission_search";

    /// <summary>Which mission a row of the index stands for.</summary>
    public const string RowsTable = "mission_search_rows";

    /// <summary>Statements for the migration that creates the <c>missions</c> table, to be run after it, in order.</summary>
    public static IReadOnlyList<string> CreateSql { get; } =
    [
        """
        CREATE TABLE mission_search_rows (
            position INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            mission_id TEXT NOT NULL UNIQUE)
        """,
        """
        CREATE VIRTUAL TABLE mission_search USING fts5(
            task, idempotency_key, error_message, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 2")
        """,
        """
        CREATE TRIGGER mission_search_after_insert AFTER INSERT ON missions BEGIN
            INSERT INTO mission_search_rows (mission_id) VALUES (new.mission_id);
            INSERT INTO mission_search (rowid, task, idempotency_key, error_message)
            VALUES ((SELECT position FROM mission_search_rows WHERE mission_id = new.mission_id), new.task, new.idempotency_key, new.error_message);
        END
        """,
        """
        CREATE TRIGGER mission_search_after_update AFTER UPDATE OF error_message ON missions
        WHEN new.error_message IS NOT old.error_message BEGIN
            UPDATE mission_search SET task = new.task, idempotency_key = new.idempotency_key, error_message = new.error_message
            WHERE rowid = (SELECT position FROM mission_search_rows WHERE mission_id = new.mission_id);
        END
        """,
        """
        CREATE TRIGGER mission_search_after_delete AFTER DELETE ON missions BEGIN
            DELETE FROM mission_search WHERE rowid = (SELECT position FROM mission_search_rows WHERE mission_id = old.mission_id);
            DELETE FROM mission_search_rows WHERE mission_id = old.mission_id;
        END
        """,
    ];

    /// <summary>Statements that undo <see cref="CreateSql"/>, in order.</summary>
    public static IReadOnlyList<string> DropSql { get; } =
    [
        "DROP TRIGGER mission_search_after_delete",
        "DROP TRIGGER mission_search_after_update",
        "DROP TRIGGER mission_search_after_insert",
        "DROP TABLE mission_search",
        "DROP TABLE mission_search_rows",
    ];
}
