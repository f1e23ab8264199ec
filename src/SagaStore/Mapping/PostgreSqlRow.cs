using System.Data.Common;
using System.Linq.Expressions;
using Npgsql;

namespace Corporation.SagaStore.Mapping;

/// <summary>The statements of one entity type for PostgreSQL, with the values of a row; made once for each model and shared by all connections.</summary>
internal abstract class PostgreSqlRow(RowPlan plan)
{
    /// <summary>EF Core's mappings make their parameters with a command; which one doesn't matter.</summary>
    private static readonly NpgsqlCommand ParameterFactory = new();

    public RowPlan Plan => plan;

    /// <summary>Inserts the row; returns the key if the database is to give it (<see cref="IsKeyMissing"/>).</summary>
    public NpgsqlBatchCommand Insert(object row) =>
        IsKeyMissing(row) ? Command(plan.InsertGiven, row, plan.Given) : Command(plan.Insert, row, plan.Columns);

    /// <summary>Updates by key and token.</summary>
    public NpgsqlBatchCommand Update(object row) => Command(
        plan.Update ?? throw new InvalidOperationException($"{plan.Entity.DisplayName()} is nothing but its key: there is nothing to update. Delete and insert it."),
        row,
        [.. plan.Changeable, .. plan.KeysAndToken]);

    /// <summary>Deletes by key and token.</summary>
    public NpgsqlBatchCommand Delete(object row) => Command(plan.Delete, row, plan.KeysAndToken);

    /// <summary>Selects by the one key.</summary>
    public NpgsqlBatchCommand Select(object key)
    {
        if (plan.Keys.Length != 1)
            throw new InvalidOperationException($"{plan.Entity.DisplayName()} has a key of several columns; read it with a query.");
        if (key.GetType() != plan.Keys[0].Property.ClrType)
            throw new ArgumentException($"The key of {plan.Entity.DisplayName()} is a {plan.Keys[0].Property.ClrType.Name}, not a {key.GetType().Name}.", nameof(key));

        var command = new NpgsqlBatchCommand(plan.Select);
        command.Parameters.Add(plan.Keys[0].Parameter(ParameterFactory, key));
        return command;
    }

    public abstract bool IsKeyMissing(object row);

    /// <summary>0 takes it back.</summary>
    public abstract void SetKey(object row, long key);

    /// <summary>Moves the concurrency token; what the statement does in the database.</summary>
    public abstract void MoveToken(object row, int steps);

    protected abstract object? ValueOf(object row, RowColumn column);

    private NpgsqlBatchCommand Command(string sql, object row, RowColumn[] columns)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var column in columns)
            command.Parameters.Add(column.Parameter(ParameterFactory, ValueOf(row, column)));
        return command;
    }
}

internal sealed class PostgreSqlRow<TRow> : PostgreSqlRow
    where TRow : class
{
    private readonly Dictionary<RowColumn, Func<TRow, object?>> _getters;
    private readonly RowNumber<TRow>? _token;
    private readonly RowNumber<TRow>? _generatedKey;

    public PostgreSqlRow(RowPlan plan)
        : base(plan)
    {
        _getters = plan.Columns.ToDictionary(column => column, CompileGetter);
        _token = plan.Token is null ? null : new RowNumber<TRow>(plan.Token);
        _generatedKey = plan.GeneratedKey is null ? null : new RowNumber<TRow>(plan.GeneratedKey);
        Image = new RowImage<TRow>(plan);
        Read = CompileRead(plan);
    }

    public RowImage<TRow> Image { get; }

    /// <summary>Makes a row of the present record of a reader over <see cref="RowPlan.Select"/>.</summary>
    public Func<DbDataReader, TRow> Read { get; }

    public override bool IsKeyMissing(object row) => _generatedKey is not null && _generatedKey.Get((TRow)row) == 0;

    public override void SetKey(object row, long key) => _generatedKey?.Set((TRow)row, key);

    public override void MoveToken(object row, int steps) => _token?.Set((TRow)row, _token.Get((TRow)row) + steps);

    protected override object? ValueOf(object row, RowColumn column) => _getters[column]((TRow)row);

    private static Func<TRow, object?> CompileGetter(RowColumn column)
    {
        var row = Expression.Parameter(typeof(TRow));
        return Expression.Lambda<Func<TRow, object?>>(Expression.Convert(column.Get(row), typeof(object)), row).Compile();
    }

    private static Func<DbDataReader, TRow> CompileRead(RowPlan plan)
    {
        var reader = Expression.Parameter(typeof(DbDataReader));
        var row = Expression.Variable(typeof(TRow));
        return Expression.Lambda<Func<DbDataReader, TRow>>(
            Expression.Block(
                [row],
                [
                    Expression.Assign(row, RowImage<TRow>.New()),
                    .. plan.Columns.Select((column, i) => column.Set(row, column.ReadField(reader, i))),
                    row,
                ]),
            reader).Compile();
    }
}
