namespace Corporation.Sagas.Storage;

/// <summary>Makes PostgreSQL itself refuse whoever would change the timeline; only the retention may remove from it.</summary>
public static class AppendOnlyEvents
{
    /// <summary>Run in a transaction, this lets that transaction remove events.</summary>
    public const string AllowRemoval = "set local corporation.retention = 'on'";

    /// <summary>Takes it back before the transaction ends.</summary>
    public const string ForbidRemoval = "set local corporation.retention = 'off'";

    /// <summary>Statements for the migration that creates the <c>mission_events</c> table, to be run after it, in order.</summary>
    public static IReadOnlyList<string> CreateSql { get; } =
    [
        """
        create function mission_events_refuse() returns trigger language plpgsql as $$
        begin
            if tg_op = 'DELETE' and current_setting('corporation.retention', true) = 'on' then
                return null;
            end if;
            raise exception 'mission_events is append-only: % refused', tg_op using errcode = 'restrict_violation';
        end
        $$
        """,
        """
        create trigger mission_events_append_only before update or delete or truncate on mission_events
        for each statement execute function mission_events_refuse()
        """,
    ];

    /// <summary>Statements that undo <see cref="CreateSql"/>, in order, after the table is gone.</summary>
    public static IReadOnlyList<string> DropSql { get; } = ["drop function mission_events_refuse()"];
}
