using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Corporation.SagaStore.Mapping;

/// <summary>The mappings of one EF Core model, compiled at first use and kept as long as the model.</summary>
internal sealed class RowMappings
{
    private static readonly ConditionalWeakTable<IModel, RowMappings> Cache = [];

    private readonly IModel _model;
    private readonly ConcurrentDictionary<Type, RowMapping> _mappings = new();

    private RowMappings(IModel model) => _model = model;

    public static RowMappings Of(IModel model) => Cache.GetValue(model, key => new RowMappings(key));

    public RowMapping Get(Type rowType) => _mappings.TryGetValue(rowType, out var known) ? known : _mappings.GetOrAdd(rowType, Create);

    public RowMapping<TRow> Get<TRow>()
        where TRow : class => (RowMapping<TRow>)Get(typeof(TRow));

    private RowMapping Create(Type rowType)
    {
        var entity = RowPlan.EntityOf(_model, rowType);
        return (RowMapping)Activator.CreateInstance(typeof(RowMapping<>).MakeGenericType(rowType), new RowPlan(entity, '?'))!;
    }
}
