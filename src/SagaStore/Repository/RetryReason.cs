using Corporation.SagaStore.Opening;
using Corporation.SagaStore.Writing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using SQLitePCL;
using StackExchange.Redis;

namespace Corporation.SagaStore.Repository;

/// <summary>Why a message is consumed again.</summary>
internal enum RetryReason
{
    /// <summary>It isn't: the failure is the behaviour's own.</summary>
    None,

    /// <summary>Another message was faster.</summary>
    Conflict,

    /// <summary>A key exists; of an insert race, or a real duplicate.</summary>
    Duplicate,

    /// <summary>The store was away, or its connection broke.</summary>
    Outage,
}

internal static class RetryReasons
{
    private const int BusySnapshot = 517;

    /// <summary>Of the outermost exception that names one: EF Core and Npgsql wrap what the server said, once or twice.</summary>
    public static RetryReason Of(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            var reason = OfOne(exception);
            if (reason != RetryReason.None)
                return reason;
        }

        return RetryReason.None;
    }

    // A bare TimeoutException, IOException or SocketException may come from whatever else the behaviour does.
    private static RetryReason OfOne(Exception exception) => exception switch
    {
        SagaConflictException or DbUpdateConcurrencyException => RetryReason.Conflict,
        UniqueViolationException => RetryReason.Duplicate,
        StoreUnavailableException => RetryReason.Outage,
        PostgresException server => OfPostgreSql(server),
        NpgsqlException { IsTransient: true } => RetryReason.Outage,
        SqliteException sqlite => OfSqlite(sqlite),
        RedisConnectionException or RedisTimeoutException => RetryReason.Outage,
        RedisServerException server => OfRedis(server),
        _ => RetryReason.None,
    };

    private static RetryReason OfPostgreSql(PostgresException failure) => failure switch
    {
        { SqlState: PostgresErrorCodes.UniqueViolation } => RetryReason.Duplicate,
        _ when PostgreSqlFailures.IsCollision(failure) => RetryReason.Conflict,
        _ when failure.IsTransient || PostgreSqlFailures.IsConnectionLoss(failure) => RetryReason.Outage,
        _ => RetryReason.None,
    };

    private static RetryReason OfSqlite(SqliteException failure) => failure.SqliteExtendedErrorCode switch
    {
        _ when SqliteFailures.IsUniqueViolation(failure) => RetryReason.Duplicate,
        BusySnapshot => RetryReason.Conflict,
        _ when failure.SqliteErrorCode is raw.SQLITE_BUSY or raw.SQLITE_LOCKED => RetryReason.Outage,
        _ => RetryReason.None,
    };

    // A server that starts, is full, or whose primary is being replaced.
    private static RetryReason OfRedis(RedisServerException failure) => failure.Kind is RedisErrorKind.Loading or RedisErrorKind.ReadOnly
        or RedisErrorKind.MasterDown or RedisErrorKind.ClusterDown or RedisErrorKind.TryAgain or RedisErrorKind.NoReplicas
        or RedisErrorKind.Busy or RedisErrorKind.MaxClients or RedisErrorKind.OutOfMemory
            ? RetryReason.Outage
            : RetryReason.None;
}
