using System.Linq.Expressions;
using System.Reflection;

namespace Corporation.SagaStore.Mapping;

/// <summary>Copies the stored values of a row and compares them later: tells whether anything has changed since it was read.</summary>
internal sealed class RowImage<TRow>
    where TRow : class
{
    private readonly Func<TRow, TRow>? _copy;
    private readonly Func<TRow, TRow, bool>? _same;

    public RowImage(RowPlan plan)
    {
        HasToken = plan.Token is not null;

        // A value that can change inside (a byte[], a list behind a converter) would look unchanged: such rows are always written.
        if (!plan.Columns.All(column => column.ComparesByValue))
            return;

        var from = Expression.Parameter(typeof(TRow));
        var other = Expression.Parameter(typeof(TRow));
        var copy = Expression.Variable(typeof(TRow));
        _copy = Expression.Lambda<Func<TRow, TRow>>(
            Expression.Block(
                [copy],
                [Expression.Assign(copy, New()), .. plan.Columns.Select(column => column.Set(copy, column.Get(from))), copy]),
            from).Compile();
        _same = Expression.Lambda<Func<TRow, TRow, bool>>(
            plan.Columns.Select(column => (Expression)Equal(column.Get(from), column.Get(other))).Aggregate(Expression.AndAlso), from, other).Compile();
    }

    public bool HasToken { get; }

    /// <summary>A copy of the stored values, or null when changes can't be told.</summary>
    public TRow? Take(TRow row) => _copy?.Invoke(row);

    public bool Matches(TRow? image, TRow row) => image is not null && _same is not null && _same(image, row);

    public static NewExpression New()
    {
        const BindingFlags AnyInstance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        var constructor = typeof(TRow).GetConstructor(AnyInstance, Type.EmptyTypes)
            ?? throw new InvalidOperationException($"{typeof(TRow).Name} has no constructor without parameters; the store needs one to read it. A private one will do.");
        return Expression.New(constructor);
    }

    private static MethodCallExpression Equal(Expression left, Expression right)
    {
        var comparer = typeof(EqualityComparer<>).MakeGenericType(left.Type);
        return Expression.Call(Expression.Property(null, comparer, "Default"), "Equals", null, left, right);
    }
}
