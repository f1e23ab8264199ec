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
        var entity = _model.FindEntityType(rowType)
            ?? throw new InvalidOperationException($"{rowType.Name} is not an entity type of the store's model. Map it in the DbContext.");
        return (RowMapping)Activator.CreateInstance(typeof(RowMapping<>).MakeGenericType(rowType), new RowPlan(entity))!;
    }
}
