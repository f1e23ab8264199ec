using System.Diagnostics;
using Corporation.SagaStore.Opening;
using Npgsql;

namespace Corporation.SagaStore.Writing;

/// <summary>
/// One writer's row in <c>sagastore_writers</c>: each of its transactions puts its own mark there, so that the writer can tell after a broken
/// connection whether the last one was committed.
/// </summary>
/// <remarks>
/// <c>pg_xact_status</c> won't do: a server that crashed gives the ids of transactions that it lost to others, and would call them committed.
/// </remarks>
internal sealed class CommitMarker(NpgsqlDataSource database, string storeName, TimeSpan patience, CancellationToken stopping)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(1);

    private readonly Guid _writer = Guid.NewGuid();
    private Guid _mark;

    /// <summary>Makes the table of the marks if need be, and removes what processes that are long gone left in it.</summary>
    public static void Prepare(NpgsqlConnection connection)
    {
        Run(connection, "create table if not exists sagastore_writers (writer uuid primary key, mark uuid not null, marked_at timestamptz not null)");
        Run(connection, "delete from sagastore_writers where marked_at < clock_timestamp() - $1", Forgotten);
    }

    /// <summary>The first statement of the next transaction.</summary>
    public NpgsqlBatchCommand Next()
    {
        _mark = Guid.NewGuid();
        return new NpgsqlBatchCommand(
            """
            insert into sagastore_writers (writer, mark, marked_at) values ($1, $2, clock_timestamp())
            on conflict (writer) do update set mark = excluded.mark, marked_at = excluded.marked_at
            """)
        {
            Parameters = { new NpgsqlParameter { Value = _writer }, new NpgsqlParameter { Value = _mark } },
        };
    }

    /// <summary>Whether the last transaction was committed. Blocks the writer's thread until the server answers: nothing else could be written meanwhile either.</summary>
    /// <exception cref="StoreUnavailableException">It did not answer in time: the outcome is unknown.</exception>
    public bool WasCommitted()
    {
        var begun = Stopwatch.GetTimestamp();
        Exception silence;
        do
        {
            try
            {
                database.Clear();
                return Read() == _mark;
            }
            catch (Exception exception) when (PostgreSqlFailures.IsConnectionLoss(exception))
            {
                silence = exception;
            }
        }
        while (!stopping.WaitHandle.WaitOne(Pause) && Stopwatch.GetElapsedTime(begun) < patience);

        throw new StoreUnavailableException(
            $"The connection to {storeName} broke during a commit, and the server did not come back within {patience.TotalSeconds:0} s to say whether it "
            + "succeeded. Look whether the change is there before it is made again.",
            silence)
        {
            IsOutcomeUnknown = true,
        };
    }

    /// <summary>Removes the row of a writer that ends.</summary>
    public void Remove(NpgsqlConnection connection) => Run(connection, "delete from sagastore_writers where writer = $1", _writer);

    // The lock waits for the transaction that may still be on its way to its end in a server process that has not noticed that its client is gone.
    private Guid? Read()
    {
        using var connection = PostgreSqlConnecting.Open(database);
        using var command = new NpgsqlCommand("select mark from sagastore_writers where writer = $1 for update", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = _writer });
        return command.ExecuteScalar() as Guid?;
    }

    private static void Run(NpgsqlConnection connection, string sql, params object[] values)
    {
#pragma warning disable CA2100 // Texts of this class.
        using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        command.ExecuteNonQuery();
    }
}
