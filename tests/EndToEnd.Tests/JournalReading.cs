using Corporation.LocalServers;
using Microsoft.Data.Sqlite;

namespace Corporation.EndToEnd.Tests;

/// <summary>Looks into the journal of a factory, which may be running.</summary>
internal static class JournalReading
{
    /// <summary>The entries of that condition.</summary>
    public static long Count(CorpNode factory, string condition)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(factory.StateFolder, "journal.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = new SqliteCommand($"select count(*) from entries where {condition}", connection);
        return (long)command.ExecuteScalar()!;
    }
}
