using Corporation.SagaStore.Configuration;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Corporation.SagaStore.Opening;

/// <summary>Makes the data source of a store: the user's connection string, with what the store needs where the user said nothing.</summary>
internal static class PostgreSqlDataSource
{
    private const int PreparedStatements = 200;
    private const int ConnectSeconds = 5;
    private const int KeepAliveSeconds = 10;
    private const string ReadCommitted = @"default_transaction_isolation=read\ committed";

    /// <summary>For the store's threads, which open their connections by <see cref="PostgreSqlConnecting"/> and keep them.</summary>
    public static NpgsqlDataSource CreateForThreads(PostgreSqlStoreOptions options, ILoggerFactory loggers) =>
        Create(options, loggers, static settings => settings.Pooling = false);

    /// <summary>For everybody else.</summary>
    public static NpgsqlDataSource Create(PostgreSqlStoreOptions options, ILoggerFactory loggers) =>
        Create(options, loggers, settings => settings.MaxPoolSize = options.ReaderConnections);

    private static NpgsqlDataSource Create(PostgreSqlStoreOptions options, ILoggerFactory loggers, Action<NpgsqlConnectionStringBuilder> adjust)
    {
        var given = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        var settings = new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            MaxAutoPrepare = PreparedStatements,
            CommandTimeout = (int)Math.Ceiling(options.CommandTimeout.TotalSeconds),
            // A connection that is taken from the pool is one of ours: nothing to reset, and prepared statements must stay.
            NoResetOnClose = true,
            IncludeFailedBatchedCommand = true,
        };
        if (!IsGiven(given, "Timeout"))
            settings.Timeout = ConnectSeconds;
        if (!IsGiven(given, "Keepalive"))
            settings.KeepAlive = KeepAliveSeconds;
        if (!IsGiven(given, "Application Name"))
            settings.ApplicationName = "corporation-store";

        // A peer that vanished without a word is noticed by its own side, too; and a client that hangs inside a transaction holds its locks no longer.
        // And of several statements in one round trip each sees what was committed when it began, whatever the database's own setting is.
        settings.Options =
            $"{given.Options} -c idle_in_transaction_session_timeout={(int)(2 * options.CommandTimeout).TotalMilliseconds} -c {ReadCommitted}".Trim();
        adjust(settings);
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).UseLoggerFactory(loggers).Build();
    }

    /// <summary>Server and database, without user and password: for messages.</summary>
    public static string NameOf(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        return $"{settings.Database} on {settings.Host}:{settings.Port}";
    }

    private static bool IsGiven(NpgsqlConnectionStringBuilder settings, string keyword) => settings.ContainsKey(keyword) && settings.ShouldSerialize(keyword);
}
