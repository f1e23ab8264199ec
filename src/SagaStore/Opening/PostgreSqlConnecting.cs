using Npgsql;

namespace Corporation.SagaStore.Opening;

/// <summary>Opens connections for threads that may block.</summary>
internal static class PostgreSqlConnecting
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);

    /// <summary>As <see cref="NpgsqlDataSource.OpenConnection"/>, but ends when the server accepts the connection and then says nothing.</summary>
    /// <remarks>
    /// Npgsql 10.0.3 waits without limit for the answer to its first question (encryption) when it opens synchronously. But what was opened
    /// asynchronously has a socket that never blocks, on which .NET plays a blocking read with two threads and some spinning: too dear for each commit.
    /// So the server is tried first; should it fall silent just then, the thread that opens is left to itself.
    /// </remarks>
    /// <param name="database">Where; without a pool, which would mix the two sorts of sockets.</param>
    /// <exception cref="TimeoutException">The server did not answer within the connection string's <c>Timeout</c>.</exception>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "VSTHRD002", Justification = "For threads that have nothing else to do and no context to block.")]
    public static NpgsqlConnection Open(NpgsqlDataSource database)
    {
        var seconds = new NpgsqlConnectionStringBuilder(database.ConnectionString).Timeout;
        var limit = seconds == 0 ? LongestWait : TimeSpan.FromSeconds(seconds);
        using var giveUp = new CancellationTokenSource(limit);
        try
        {
            database.OpenConnectionAsync(giveUp.Token).AsTask().GetAwaiter().GetResult().Dispose();
            var opening = Task.Factory.StartNew(
                database.OpenConnection, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            return Task.WaitAny([opening], limit) == 0 ? opening.GetAwaiter().GetResult() : throw Abandon(opening, limit);
        }
        catch (OperationCanceledException silence) when (giveUp.IsCancellationRequested)
        {
            throw Silence(limit, silence);
        }
    }

    private static TimeoutException Abandon(Task<NpgsqlConnection> opening, TimeSpan limit)
    {
        _ = opening.ContinueWith(
            static late =>
            {
                if (late.IsCompletedSuccessfully)
                    late.Result.Dispose();
                else
                    _ = late.Exception;
            },
            CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        return Silence(limit, null);
    }

    private static TimeoutException Silence(TimeSpan limit, Exception? cause) => new($"The server did not answer within {limit.TotalSeconds:0} s.", cause);
}
