using Npgsql;

namespace Corporation.SagaStore.Opening;

/// <summary>Opens connections for threads that may block.</summary>
internal static class PostgreSqlConnecting
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);

    /// <summary>As <see cref="NpgsqlDataSource.OpenConnection"/>, but ends when the server accepts the connection and then says nothing.</summary>
    /// <remarks>Npgsql 10.0.3 waits without limit for the answer to its first question (encryption) when it opens synchronously.</remarks>
    /// <exception cref="TimeoutException">The server did not answer within the connection string's <c>Timeout</c>.</exception>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "VSTHRD002", Justification = "For threads that have nothing else to do and no context to block.")]
    public static NpgsqlConnection Open(NpgsqlDataSource database)
    {
        var seconds = new NpgsqlConnectionStringBuilder(database.ConnectionString).Timeout;
        var limit = seconds == 0 ? LongestWait : TimeSpan.FromSeconds(seconds);
        using var giveUp = new CancellationTokenSource(limit);
        try
        {
            return database.OpenConnectionAsync(giveUp.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (OperationCanceledException silence) when (giveUp.IsCancellationRequested)
        {
            throw new TimeoutException($"The server did not answer within {limit.TotalSeconds:0} s.", silence);
        }
    }
}
