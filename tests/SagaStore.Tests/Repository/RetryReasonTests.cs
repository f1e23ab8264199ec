using System.Net.Sockets;
using Corporation.SagaStore.Repository;
using Corporation.SagaStore.Writing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using StackExchange.Redis;

namespace Corporation.SagaStore.Tests.Repository;

public sealed class RetryReasonTests
{
    [Theory]
    [InlineData("40001", nameof(RetryReason.Conflict))]
    [InlineData("40P01", nameof(RetryReason.Conflict))]
    [InlineData("55P03", nameof(RetryReason.Conflict))]
    [InlineData("23505", nameof(RetryReason.Duplicate))]
    [InlineData("57P01", nameof(RetryReason.Outage))]
    [InlineData("57P03", nameof(RetryReason.Outage))]
    [InlineData("08006", nameof(RetryReason.Outage))]
    [InlineData("53300", nameof(RetryReason.Outage))]
    [InlineData("23503", nameof(RetryReason.None))]
    [InlineData("42P01", nameof(RetryReason.None))]
    public void What_PostgreSQL_says_counts_however_deep_it_is_wrapped(string sqlState, string reason)
    {
        var failure = new PostgresException("text", "ERROR", "ERROR", sqlState);

        Assert.Equal(reason, RetryReasons.Of(failure).ToString());
        Assert.Equal(reason, RetryReasons.Of(new InvalidOperationException("wrapped", new DbUpdateException("wrapped", failure))).ToString());
    }

    [Theory]
    [InlineData(19, 2067, nameof(RetryReason.Duplicate))]
    [InlineData(19, 1555, nameof(RetryReason.Duplicate))]
    [InlineData(5, 517, nameof(RetryReason.Conflict))]
    [InlineData(5, 5, nameof(RetryReason.Outage))]
    [InlineData(6, 6, nameof(RetryReason.Outage))]
    [InlineData(19, 787, nameof(RetryReason.None))]
    [InlineData(1, 1, nameof(RetryReason.None))]
    public void What_SQLite_says_counts(int code, int extended, string reason) =>
        Assert.Equal(reason, RetryReasons.Of(new DbUpdateException("wrapped", new SqliteException("text", code, extended))).ToString());

    [Theory]
    [InlineData(RedisErrorKind.Loading, nameof(RetryReason.Outage))]
    [InlineData(RedisErrorKind.ReadOnly, nameof(RetryReason.Outage))]
    [InlineData(RedisErrorKind.WrongType, nameof(RetryReason.None))]
    [InlineData(RedisErrorKind.NoAuth, nameof(RetryReason.None))]
    public void What_Redis_says_counts(RedisErrorKind kind, string reason) =>
        Assert.Equal(reason, RetryReasons.Of(new RedisServerException(kind, CommandFlags.None, "text")).ToString());

    [Fact]
    public void Lost_connections_count_as_outages()
    {
        Assert.Equal(RetryReason.Outage, RetryReasons.Of(new NpgsqlException("broken", new SocketException())));
        Assert.Equal(RetryReason.None, RetryReasons.Of(new NpgsqlException("No password has been provided")));
        Assert.Equal(RetryReason.Outage, RetryReasons.Of(new RedisConnectionException(ConnectionFailureType.SocketClosed, CommandFlags.None, "gone", null, CommandStatus.Unknown)));
        Assert.Equal(RetryReason.Outage, RetryReasons.Of(new RedisTimeoutException(CommandFlags.None, "slow", CommandStatus.Sent)));
    }

    [Fact]
    public void The_stores_own_exceptions_count_for_what_they_are_and_not_for_what_they_wrap()
    {
        var refused = new PostgresException("text", "ERROR", "ERROR", "40001");

        Assert.Equal(RetryReason.Outage, RetryReasons.Of(new StoreUnavailableException("away", refused)));
        Assert.Equal(RetryReason.Duplicate, RetryReasons.Of(new UniqueViolationException("a.b", refused)));
        Assert.Equal(RetryReason.Conflict, RetryReasons.Of(new DbUpdateConcurrencyException("stale")));
        Assert.Equal(RetryReason.Conflict, RetryReasons.Of(new SagaConflictException(typeof(string), Guid.Empty)));
    }

    [Fact]
    public void A_failure_of_whatever_else_the_behaviour_does_is_its_own()
    {
        Assert.Equal(RetryReason.None, RetryReasons.Of(new HttpRequestException("no", new SocketException())));
        Assert.Equal(RetryReason.None, RetryReasons.Of(new TimeoutException()));
        Assert.Equal(RetryReason.None, RetryReasons.Of(new IOException()));
    }
}
