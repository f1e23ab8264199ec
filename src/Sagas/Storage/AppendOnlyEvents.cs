namespace Corporation.Sagas.Storage;

/// <summary>Makes PostgreSQL itself refuse whoever would change a timeline; only the retention may remove from it.</summary>
public static class AppendOnlyEvents
{
    /// <summary>Run in a transaction, this lets that transaction remove events.</summary>
    public const string AllowRemoval = "set local corporation.retention = 'on'";

    /// <summary>Takes it back before the transaction ends.</summary>
    public const string ForbidRemoval = "set local corporation.retention = 'off'";

    /// <summary>Statements for a migration, to be run in order after the table is created.</summary>
    /// <param name="table">The table of events.</param>
    public static IReadOnlyList<string> CreateSql(string table) =>
    [
        $$"""
        create function {{table}}_refuse() returns trigger language plpgsql as $$
        begin
            if tg_op = 'DELETE' and current_setting('corporation.retention', true) = 'on' then
                return null;
            end if;
            raise exception '{{table}} is append-only: % refused', tg_op using errcode = 'restrict_violation';
        end
        $$
        """,
        $"""
        create trigger {table}_append_only before update or delete or truncate on {table}
        for each statement execute function {table}_refuse()
        """,
    ];

    /// <summary>Statements that undo <see cref="CreateSql"/>, in order, with or without the table.</summary>
    /// <param name="table">The table of events.</param>
    public static IReadOnlyList<string> DropSql(string table) => [$"drop function {table}_refuse() cascade"];
}
