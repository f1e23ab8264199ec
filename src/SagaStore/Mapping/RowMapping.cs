using System.Linq.Expressions;
using SQLitePCL;

namespace Corporation.SagaStore.Mapping;

/// <summary>What is known of one entity type, without naming it.</summary>
internal abstract class RowMapping(RowPlan plan)
{
    public RowPlan Plan => plan;

    /// <summary>Makes the statements of one connection.</summary>
    public abstract PreparedRow Prepare(sqlite3 database);
}

/// <summary>The compiled delegates of one entity type; shared by all connections.</summary>
internal sealed class RowMapping<TRow> : RowMapping
    where TRow : class
{
    private static readonly ParameterExpression Statement = Expression.Parameter(typeof(sqlite3_stmt), "statement");
    private static readonly ParameterExpression Row = Expression.Parameter(typeof(TRow), "row");

    public RowMapping(RowPlan plan)
        : base(plan)
    {
        BindInsert = BindAll(plan.Columns, plan.GeneratedKey);
        BindUpdate = BindAll([.. plan.Changeable, .. plan.KeysAndToken]);
        BindDelete = BindAll(plan.KeysAndToken);
        BindKey = plan.Keys.Length == 1 ? CompileBindKey(plan.Keys[0]) : null;
        Read = CompileRead(plan);
        Image = new RowImage<TRow>(plan);
        Token = plan.Token is null ? null : new RowNumber<TRow>(plan.Token);
        GeneratedKey = plan.GeneratedKey is null ? null : new RowNumber<TRow>(plan.GeneratedKey);
    }

    public Action<sqlite3_stmt, TRow> BindInsert { get; }

    public Action<sqlite3_stmt, TRow> BindUpdate { get; }

    public Action<sqlite3_stmt, TRow> BindDelete { get; }

    /// <summary>Null when the key has several columns.</summary>
    public Action<sqlite3_stmt, object>? BindKey { get; }

    public Func<sqlite3_stmt, TRow> Read { get; }

    public RowImage<TRow> Image { get; }

    public RowNumber<TRow>? Token { get; }

    public RowNumber<TRow>? GeneratedKey { get; }

    public override PreparedRow Prepare(sqlite3 database) => new PreparedRow<TRow>(this, database);

    private static Action<sqlite3_stmt, TRow> BindAll(RowColumn[] columns, RowColumn? generated = null)
    {
        var calls = columns.Select((column, i) => column == generated
            ? BindGenerated(column, i + 1)
            : column.Bind(Statement, i + 1, column.Get(Row)));
        return Expression.Lambda<Action<sqlite3_stmt, TRow>>(Expression.Block(typeof(void), calls), Statement, Row).Compile();
    }

    // NULL for an INTEGER PRIMARY KEY asks SQLite for the next number; a key that is set is taken as it is.
    private static ConditionalExpression BindGenerated(RowColumn column, int index) => Expression.IfThenElse(
        Expression.Equal(column.Get(Row), Expression.Default(column.Property.ClrType)),
        Expression.Call(typeof(ValueBinding), nameof(ValueBinding.BindNull), null, Statement, Expression.Constant(index)),
        column.Bind(Statement, index, column.Get(Row)));

    private static Action<sqlite3_stmt, object> CompileBindKey(RowColumn key)
    {
        var value = Expression.Parameter(typeof(object), "key");
        var body = key.Bind(Statement, 1, Expression.Convert(value, key.Property.ClrType));
        return Expression.Lambda<Action<sqlite3_stmt, object>>(body, Statement, value).Compile();
    }

    private static Func<sqlite3_stmt, TRow> CompileRead(RowPlan plan)
    {
        var row = Expression.Variable(typeof(TRow));
        var steps = new List<Expression> { Expression.Assign(row, RowImage<TRow>.New()) };
        steps.AddRange(plan.Columns.Select((column, i) => column.Set(row, column.Read(Statement, i))));
        steps.Add(row);
        return Expression.Lambda<Func<sqlite3_stmt, TRow>>(Expression.Block([row], steps), Statement).Compile();
    }
}
