namespace Corporation.Sagas.Storage;

/// <summary>
/// Full-text search over missions in PostgreSQL: task, idempotency key and last error, in a table of its own that triggers keep, so that the many
/// changes of a mission that touch none of these don't touch the index either.
/// </summary>
/// <remarks>
/// Words are what stands between spaces and ASCII punctuation, as in the SQLite index; PostgreSQL's own parser would keep paths, hosts and versions
/// whole. Unlike there, accents count.
/// </remarks>
public static class SharedMissionSearch
{
    /// <summary>One row for each mission.</summary>
    public const string Table = "mission_words";

    /// <summary>Statements for the migration that creates the <c>missions</c> table, to be run after it, in order.</summary>
    public static IReadOnlyList<string> CreateSql { get; } =
    [
        "create table mission_words (mission_id uuid not null primary key, words tsvector not null)",
        "create index ix_mission_words on mission_words using gin (words)",
        """
        create function mission_words_of(task text, idempotency_key text, error_message text) returns tsvector language sql immutable as $$
            select to_tsvector('simple', regexp_replace(
                task || ' ' || coalesce(idempotency_key, '') || ' ' || coalesce(error_message, ''),
                '[\x01-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]+', ' ', 'g'))
        $$
        """,
        """
        create function mission_words_keep() returns trigger language plpgsql as $$
        begin
            if tg_op = 'DELETE' then
                delete from mission_words where mission_id = old.mission_id;
            elsif tg_op = 'INSERT' then
                insert into mission_words values (new.mission_id, mission_words_of(new.task, new.idempotency_key, new.error_message));
            else
                update mission_words set words = mission_words_of(new.task, new.idempotency_key, new.error_message) where mission_id = new.mission_id;
            end if;
            return null;
        end
        $$
        """,
        """
        create trigger mission_words_after_change after insert or delete on missions for each row execute function mission_words_keep()
        """,
        """
        create trigger mission_words_after_update after update of error_message on missions for each row
        when (new.error_message is distinct from old.error_message) execute function mission_words_keep()
        """,
    ];

    /// <summary>Statements that undo <see cref="CreateSql"/>, in order, after the <c>missions</c> table is gone.</summary>
    public static IReadOnlyList<string> DropSql { get; } =
    [
        "drop table mission_words",
        "drop function mission_words_keep()",
        "drop function mission_words_of(text, text, text)",
    ];
}
