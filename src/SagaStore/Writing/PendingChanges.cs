using System.Data.Common;
using Corporation.SagaStore.Opening;
using Npgsql;

namespace Corporation.SagaStore.Writing;

/// <summary>Statements of several units that go to the server in one round trip, and what must come of each.</summary>
internal sealed class PendingChanges
{
    private readonly List<Change> _changes = [];

    public int Count => _changes.Count;

    /// <param name="command">The statement.</param>
    /// <param name="unit">Whose it is; null when it belongs to the transaction.</param>
    /// <param name="onStale">Makes the unit's failure if no row was changed.</param>
    /// <param name="onRow">Takes the one row that the statement returns.</param>
    public void Add(NpgsqlBatchCommand command, IWriteUnit? unit, Func<Exception>? onStale = null, Action<DbDataReader>? onRow = null) =>
        _changes.Add(new Change(command, unit, onStale, onRow));

    /// <summary>Forgets what was added since <paramref name="count"/>.</summary>
    public void Truncate(int count) => _changes.RemoveRange(count, _changes.Count - count);

    public void Clear() => _changes.Clear();

    /// <summary>Sends everything, and a query behind it if there is one.</summary>
    /// <returns>What the query gave.</returns>
    /// <exception cref="UnitFailedException">A statement failed, or changed nothing where it had to; the transaction must be rolled back.</exception>
    public List<TItem> Send<TItem>(NpgsqlConnection connection, NpgsqlTransaction transaction, NpgsqlBatchCommand? query, Func<DbDataReader, TItem>? map)
    {
        using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var change in _changes)
            batch.BatchCommands.Add(change.Command);
        if (query is not null)
            batch.BatchCommands.Add(query);

        var items = new List<TItem>();
        try
        {
            using var reader = batch.ExecuteReader();
            foreach (var change in _changes)
            {
                if (change.OnRow is not { } onRow)
                    continue;
                reader.Read();
                onRow(reader);
                reader.NextResult();
            }

            if (query is not null && map is not null)
            {
                while (reader.Read())
                    items.Add(map(reader));
            }
        }
        catch (PostgresException failure)
        {
            // Npgsql names the statement that failed; the ones behind it were not run.
            throw PostgreSqlFailures.IsOfStatement(failure) && _changes.Find(change => change.Command == failure.BatchCommand) is { Unit: { } unit }
                ? new UnitFailedException(unit, failure)
                : failure;
        }

        foreach (var change in _changes)
        {
            if (change is { OnStale: { } onStale, Unit: { } unit } && change.Command.RecordsAffected == 0)
                throw new UnitFailedException(unit, onStale());
        }

        _changes.Clear();
        return items;
    }

    private readonly record struct Change(NpgsqlBatchCommand Command, IWriteUnit? Unit, Func<Exception>? OnStale, Action<DbDataReader>? OnRow);
}

/// <summary>One unit of a group failed by itself; the others may try again without it.</summary>
internal sealed class UnitFailedException : Exception
{
    public UnitFailedException(IWriteUnit unit, Exception failure)
        : base(failure.Message, failure)
    {
        Unit = unit;
        Failure = failure;
    }

    public IWriteUnit Unit { get; }

    public Exception Failure { get; }
}
