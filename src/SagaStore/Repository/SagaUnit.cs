using Corporation.SagaStore.Diagnostics;
using Corporation.SagaStore.Writing;
using MassTransit;

namespace Corporation.SagaStore.Repository;

/// <summary>What one message does to the store: gathered while it is consumed, written as one unit when the behaviour has ended without exception.</summary>
internal sealed class SagaUnit<TSaga>
    where TSaga : class, ISaga
{
    private readonly List<Step> _steps = new(1);

    public void Insert(TSaga saga) => _steps.Add(new Step(saga, SagaChange.Insert, TakeRows(saga)));

    /// <summary>Nothing is written when the saga looks as it was read and brings no rows: an ignored event costs no commit.</summary>
    public void Update(TSaga saga, bool unchanged)
    {
        var rows = TakeRows(saga);
        if (rows.Count > 0 || !unchanged)
            _steps.Add(new Step(saga, SagaChange.Update, rows));
    }

    public void Delete(TSaga saga) => _steps.Add(new Step(saga, SagaChange.Delete, TakeRows(saga)));

    /// <summary>The saga ended with the message that created it; only the rows it brings are stored.</summary>
    public void Discard(TSaga saga)
    {
        var rows = TakeRows(saga);
        if (rows.Count > 0)
            _steps.Add(new Step(saga, SagaChange.None, rows));
    }

    public Task CommitAsync(IStoreWriter writer, CancellationToken cancellationToken) =>
        _steps.Count == 0 ? Task.CompletedTask : writer.WriteAsync(Write, cancellationToken);

    private bool Write(IWriteSession session)
    {
        foreach (var (saga, change, rows) in _steps)
        {
            Apply(session, saga, change);
            for (var i = 0; i < rows.Count; i++)
                session.Insert(rows[i]);
        }

        return true;
    }

    private static void Apply(IWriteSession session, TSaga saga, SagaChange change)
    {
        switch (change)
        {
            case SagaChange.Insert:
                session.Insert(saga);
                break;
            case SagaChange.Update:
                session.Update(saga, () => ConflictOf(saga));
                break;
            case SagaChange.Delete:
                session.Delete(saga, () => ConflictOf(saga));
                break;
            default:
                break;
        }
    }

    private static SagaConflictException ConflictOf(TSaga saga)
    {
        StoreMetrics.Conflicts.Add(1);
        return new SagaConflictException(typeof(TSaga), saga.CorrelationId);
    }

    private static IReadOnlyList<object> TakeRows(TSaga saga) => saga is IAppendsRows appends ? appends.TakeAppendedRows() : [];

    private readonly record struct Step(TSaga Saga, SagaChange Change, IReadOnlyList<object> Rows);
}

internal enum SagaChange
{
    None,
    Insert,
    Update,
    Delete,
}
