using Npgsql;

namespace Corporation.SagaStore.Opening;

/// <summary>Refuses a server that can't do what the store relies on.</summary>
internal static class PostgreSqlServerCheck
{
    /// <summary><c>pg_current_xact_id</c> and <c>pg_xact_status</c> over <c>xid8</c> came with PostgreSQL 13.</summary>
    private static readonly Version Oldest = new(13, 0);

    /// <exception cref="StoreStartException">The server is too old.</exception>
    public static void Run(NpgsqlConnection connection, string storeName)
    {
        if (connection.PostgreSqlVersion < Oldest)
        {
            throw new StoreStartException(
                $"The server of {storeName} is PostgreSQL {connection.PostgreSqlVersion}; {Oldest.Major} is the oldest that the store can use. Upgrade it.", null);
        }
    }
}
