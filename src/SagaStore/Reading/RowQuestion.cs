using System.Data.Common;
using Corporation.SagaStore.Mapping;
using Corporation.SagaStore.Opening;
using Npgsql;

namespace Corporation.SagaStore.Reading;

/// <summary>Somebody waits for one row.</summary>
internal interface IRowQuestion
{
    /// <summary>A new statement for each attempt: Npgsql's remember the connection on which they were prepared.</summary>
    NpgsqlBatchCommand NewCommand();

    /// <summary>Whether nobody waits any more.</summary>
    bool IsGivenUp { get; }

    /// <summary>Keeps the row, if there is one, or why it can't be read; answered when the whole group was.</summary>
    void Take(DbDataReader reader);

    void Answer();

    void Fail(Exception exception);
}

internal sealed class RowQuestion<TRow>(PostgreSqlRow<TRow> row, object key)
    : TaskCompletionSource<TRow?>(TaskCreationOptions.RunContinuationsAsynchronously), IRowQuestion
    where TRow : class
{
    // Made by the asker, so that a key of the wrong type is his exception.
    private NpgsqlBatchCommand? _firstCommand = row.Select(key);
    private TRow? _row;
    private Exception? _unreadable;
    private CancellationTokenRegistration _registration;

    public bool IsGivenUp => Task.IsCompleted;

    public NpgsqlBatchCommand NewCommand()
    {
        var command = _firstCommand ?? row.Select(key);
        _firstCommand = null;
        return command;
    }

    /// <summary>Before anybody can answer.</summary>
    public void GiveUpOn(CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
            _registration = cancellationToken.UnsafeRegister(static (question, token) => ((RowQuestion<TRow>)question!).TrySetCanceled(token), this);
    }

    public void Take(DbDataReader reader)
    {
        var isThere = reader.Read();
        try
        {
            (_row, _unreadable) = (isThere ? row.Read(reader) : null, null);
        }
#pragma warning disable CA1031 // What a column holds that its property can't is the asker's affair; the others of the group have their rows.
        catch (Exception exception) when (!PostgreSqlFailures.IsConnectionLoss(exception))
#pragma warning restore CA1031
        {
            _unreadable = exception;
        }
    }

    public void Answer()
    {
        if (_unreadable is { } exception)
        {
            Fail(exception);
            return;
        }

        _registration.Unregister();
        TrySetResult(_row);
    }

    public void Fail(Exception exception)
    {
        _registration.Unregister();
        TrySetException(exception);
    }
}
