using System.Data;
using System.Diagnostics.CodeAnalysis;
using Corporation.SagaStore.Mapping;
using Corporation.SagaStore.Opening;
using Corporation.SagaStore.Writing;
using Npgsql;

namespace Corporation.SagaStore.Reading;

/// <summary>Reads single rows by key: one thread with a connection of its own, which asks for all that waits in one round trip.</summary>
/// <remarks>
/// A thread and not tasks: a connection that blocks costs the process less than one that wakes the pool, and while it waits for the server the next
/// group gathers by itself. Each statement of a group sees what was committed before it began (READ COMMITTED), as if it had come alone.
/// </remarks>
internal sealed class GroupReader(NpgsqlDataSource database, string storeName) : IDisposable
{
    private const int MostInGroup = 64;
    private static readonly TimeSpan ClosingPatience = TimeSpan.FromSeconds(5);

    private readonly object _wake = new();
    private readonly Queue<IRowQuestion> _waiting = new();
    private readonly List<IRowQuestion> _group = new(MostInGroup);
    private Thread? _thread;
    private NpgsqlConnection? _connection;
    private volatile bool _isStopped;

    public Task<TRow?> FindAsync<TRow>(PostgreSqlRow<TRow> row, object key, CancellationToken cancellationToken)
        where TRow : class
    {
        cancellationToken.ThrowIfCancellationRequested();
        var question = new RowQuestion<TRow>(row, key);
        lock (_wake)
        {
            if (_isStopped)
                throw new StoreUnavailableException($"The store {storeName} has been stopped, because the process is ending.", null);
            question.GiveUpOn(cancellationToken);
            _waiting.Enqueue(question);
            if (_waiting.Count == 1)
                Monitor.Pulse(_wake);
        }

        return question.Task;
    }

    public void Start()
    {
        _thread = new Thread(Run) { Name = "store reader", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Takes nothing more, answers what waits; not longer than a few seconds, should the server not answer. May be called again.</summary>
    public void Dispose()
    {
        lock (_wake)
        {
            _isStopped = true;
            Monitor.Pulse(_wake);
        }

        _thread?.Join(ClosingPatience);
    }

    private void Run()
    {
        while (WaitForGroup())
        {
            Answer(_group);
            _group.Clear();
        }

        DropConnection();
    }

    /// <returns>False when there is nothing left and nothing will come.</returns>
    private bool WaitForGroup()
    {
        lock (_wake)
        {
            while (_waiting.Count == 0)
            {
                if (_isStopped)
                    return false;
                Monitor.Wait(_wake);
            }

            while (_group.Count < MostInGroup && _waiting.TryDequeue(out var question))
            {
                if (!question.IsGivenUp)
                    _group.Add(question);
            }

            return true;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "The thread's outermost frame: whatever happens, nobody may wait for ever and the loop goes on.")]
    private void Answer(List<IRowQuestion> group)
    {
        var wasReconnected = false;
        while (group.Count > 0)
        {
            IRowQuestion? culprit = null;
            try
            {
                ReadAll(group, ref culprit);
                foreach (var question in group)
                    question.Answer();
                return;
            }
            catch (PostgresException mistake) when (PostgreSqlFailures.IsOfStatement(mistake) && culprit is not null)
            {
                // The others did nothing wrong; after an error the server answers none of them.
                group.Remove(culprit);
                culprit.Fail(PostgreSqlFailures.Translate(mistake, storeName));
            }
            catch (Exception loss) when (PostgreSqlFailures.IsConnectionLoss(loss) && !wasReconnected && !_isStopped)
            {
                // A server that was restarted leaves a dead connection behind; whether it is there, a fresh one tells.
                DropConnection();
                wasReconnected = true;
            }
            catch (Exception failure)
            {
                DropConnection();
                FailAll(group, PostgreSqlFailures.Translate(failure, storeName), PostgreSqlFailures.IsConnectionLoss(failure));
                return;
            }
        }
    }

    private void ReadAll(List<IRowQuestion> group, ref IRowQuestion? culprit)
    {
        // Its keep-alive may have found it dead meanwhile.
        if (_connection is { State: not ConnectionState.Open })
            DropConnection();

        using var batch = new NpgsqlBatch(_connection ??= PostgreSqlConnecting.Open(database));
        foreach (var question in group)
            batch.BatchCommands.Add(question.NewCommand());
        try
        {
            using var reader = batch.ExecuteReader();
            foreach (var question in group)
            {
                question.Take(reader);
                reader.NextResult();
            }
        }
        catch (PostgresException failure) when (failure.BatchCommand is NpgsqlBatchCommand command)
        {
            culprit = group[batch.BatchCommands.IndexOf(command)];
            throw;
        }
    }

    private void FailAll(List<IRowQuestion> group, Exception failure, bool isServerGone)
    {
        lock (_wake)
        {
            // One wait for a server that does not answer is enough: they may ask again.
            while (isServerGone && _waiting.TryDequeue(out var question))
                group.Add(question);
        }

        foreach (var question in group)
            question.Fail(failure);
    }

    private void DropConnection()
    {
        _connection?.Dispose();
        _connection = null;
    }
}
