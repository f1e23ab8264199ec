using System.Linq.Expressions;

namespace Corporation.SagaStore.Mapping;

/// <summary>Reads and writes an <c>int</c> or <c>long</c> property as a <c>long</c>: the concurrency token or the generated key.</summary>
internal sealed class RowNumber<TRow>
    where TRow : class
{
    public RowNumber(RowColumn column)
    {
        var row = Expression.Parameter(typeof(TRow));
        var number = Expression.Parameter(typeof(long));
        Get = Expression.Lambda<Func<TRow, long>>(Expression.Convert(column.Get(row), typeof(long)), row).Compile();
        Set = Expression.Lambda<Action<TRow, long>>(
            Expression.Block(typeof(void), column.Set(row, Expression.ConvertChecked(number, column.Property.ClrType))), row, number).Compile();
    }

    public Func<TRow, long> Get { get; }

    public Action<TRow, long> Set { get; }
}
