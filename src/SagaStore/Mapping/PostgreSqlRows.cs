using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Corporation.SagaStore.Mapping;

/// <summary>The rows of one EF Core model, compiled at first use.</summary>
internal sealed class PostgreSqlRows(IModel model)
{
    private readonly ConcurrentDictionary<Type, PostgreSqlRow> _rows = new();

    public PostgreSqlRow Get(Type rowType) => _rows.TryGetValue(rowType, out var known) ? known : _rows.GetOrAdd(rowType, Create);

    public PostgreSqlRow<TRow> Get<TRow>()
        where TRow : class => (PostgreSqlRow<TRow>)Get(typeof(TRow));

    private PostgreSqlRow Create(Type rowType)
    {
        var plan = new RowPlan(RowPlan.EntityOf(model, rowType), '$');
        return (PostgreSqlRow)Activator.CreateInstance(typeof(PostgreSqlRow<>).MakeGenericType(rowType), plan)!;
    }
}
