using Microsoft.Data.Sqlite;

namespace Corporation.Factory.Journaling;

/// <summary>The prepared statements of one connection. Not for two threads at once.</summary>
internal sealed class JournalStatements : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _put;
    private readonly SqliteCommand _delete;

    public JournalStatements(SqliteConnection connection)
    {
        _connection = connection;
        _put = Prepare(
            """
            insert into entries (claim_token, mission_id, mission_kind, attempt, epoch, noted_at, report_form, report)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            on conflict (claim_token) do update set noted_at = $6, report_form = $7, report = $8
            """,
            parameters: 8);
        _delete = Prepare("delete from entries where claim_token = $1", parameters: 1);
    }

    public void Write(IReadOnlyDictionary<Guid, JournalEntry?> changes)
    {
        using var transaction = _connection.BeginTransaction();
        _put.Transaction = _delete.Transaction = transaction;

        // What goes first makes room for what comes: in a file that is full nothing else would.
        foreach (var token in changes.Where(static change => change.Value is null).Select(static change => change.Key))
            Run(_delete, token.ToString());
        foreach (var entry in changes.Values.OfType<JournalEntry>())
            Put(entry);
        transaction.Commit();
    }

    public IReadOnlyList<JournalEntry> ReadAll()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "select claim_token, mission_id, mission_kind, attempt, epoch, noted_at, report_form from entries";
        using var reader = command.ExecuteReader();
        var entries = new List<JournalEntry>();
        while (reader.Read())
        {
            entries.Add(new JournalEntry(
                reader.GetGuid(0),
                reader.GetGuid(1),
                reader.GetString(2),
                reader.GetInt32(3),
                reader.GetInt64(4),
                DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(5)),
                reader.IsDBNull(6) ? null : new StoredReport(reader.GetString(6), "")));
        }

        return entries;
    }

    public StoredReport? ReadReport(Guid token)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "select report_form, report from entries where claim_token = $1 and report is not null";
        command.Parameters.AddWithValue("$1", token.ToString());
        using var reader = command.ExecuteReader();
        return reader.Read() ? new StoredReport(reader.GetString(0), reader.GetString(1)) : null;
    }

    public void Dispose()
    {
        _put.Dispose();
        _delete.Dispose();
    }

    private void Put(JournalEntry entry) => Run(
        _put,
        entry.Token.ToString(),
        entry.MissionId.ToString(),
        entry.MissionKind,
        entry.Attempt,
        entry.Epoch,
        entry.NotedAt.ToUnixTimeMilliseconds(),
        entry.Report?.Form,
        entry.Report?.Json);

    private SqliteCommand Prepare(string sql, int parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 1; i <= parameters; i++)
            command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        return command;
    }

    private static void Run(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        command.ExecuteNonQuery();
    }
}
