using System.Net.Sockets;
using Corporation.SagaStore.Writing;
using Npgsql;

namespace Corporation.SagaStore.Opening;

/// <summary>Turns what Npgsql throws into what a caller can act on. SQLSTATE codes: PostgreSQL's appendix A.</summary>
internal static class PostgreSqlFailures
{
    /// <summary><c>idle_in_transaction_session_timeout</c>: the server has ended the session.</summary>
    private const string IdleInTransaction = "25P03";

    /// <summary>The exception for the caller; <paramref name="failure"/> itself when it is the caller's own mistake (SQL, a constraint).</summary>
    public static Exception Translate(Exception failure, string store) => failure switch
    {
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } unique =>
            new UniqueViolationException(unique.ConstraintName ?? unique.MessageText, unique),
        PostgresException server when Advice(server.SqlState) is { } advice => new StoreUnavailableException(
            $"The store {store} can't be used now: {advice} Nothing was changed. ({server.SqlState}: {server.MessageText})", server),
        PostgresException => failure,
        _ when IsConnectionLoss(failure) => new StoreUnavailableException(
            $"The store {store} can't be reached: {failure.GetBaseException().Message} Nothing was changed. Start PostgreSQL, or see to the network.", failure),
        _ => failure,
    };

    /// <summary>Whether it was the connection, or the server behind it, that failed; not what was asked.</summary>
    public static bool IsConnectionLoss(Exception failure) => failure switch
    {
        PostgresException server => server.SqlState.StartsWith("08", StringComparison.Ordinal) || server.SqlState is
            PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow or IdleInTransaction,
        NpgsqlException or SocketException or TimeoutException or IOException or ObjectDisposedException => true,
        _ => false,
    };

    /// <summary>Two transactions stood in each other's way, and one was chosen to give up: the same work succeeds when it is done again.</summary>
    public static bool IsCollision(Exception failure) =>
        failure is PostgresException
        {
            SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable,
        };

    /// <summary>Whether the statement itself is to blame: another group, or the same one without it, would succeed.</summary>
    public static bool IsOfStatement(PostgresException failure) =>
        !IsConnectionLoss(failure) && !IsCollision(failure) && (failure.SqlState == PostgresErrorCodes.UniqueViolation || Advice(failure.SqlState) is null);

    private static string? Advice(string sqlState) => sqlState switch
    {
        PostgresErrorCodes.DiskFull => "the server's disk is full. Free some space there.",
        PostgresErrorCodes.OutOfMemory => "the server is out of memory.",
        PostgresErrorCodes.TooManyConnections => "the server has no connection left. Raise max_connections, or lower the store's connections.",
        PostgresErrorCodes.ReadOnlySqlTransaction => "the server is read-only. Connect to the primary (Target Session Attributes=primary).",
        PostgresErrorCodes.QueryCanceled => "the statement was cancelled, by its time-out or by an administrator.",
        PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected =>
            "it collided with other transactions again and again. See who holds locks for long (pg_locks, pg_stat_activity).",
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow => "the server is stopping or starting.",
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => "the server refuses the user. See to the connection string.",
        PostgresErrorCodes.InvalidCatalogName => "the database does not exist. Create it, or see to the connection string.",
        _ when sqlState.StartsWith("08", StringComparison.Ordinal) => "the connection failed.",
        _ when sqlState.StartsWith("53", StringComparison.Ordinal) || sqlState.StartsWith("58", StringComparison.Ordinal) =>
            "the server lacks what it needs; see its log.",
        _ => null,
    };
}
