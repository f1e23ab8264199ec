using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Corporation.SagaStore.Delivering;

/// <summary>What the model calls the table and the columns of an entity, quoted.</summary>
internal sealed class TableNames
{
    private readonly Dictionary<string, string> _columns;

    /// <exception cref="InvalidOperationException">The entity is not in the model.</exception>
    public TableNames(DbContext context, Type type)
    {
        var entity = context.Model.FindEntityType(type) ?? throw new InvalidOperationException(
            $"{type.Name} is not in the model of {context.GetType().Name}. Call modelBuilder.AddTransactionalOutboxEntities() in OnModelCreating.");
        var table = StoreObjectIdentifier.Create(entity, StoreObjectType.Table) ?? throw new InvalidOperationException(
            $"{type.Name} has no table in {context.GetType().Name}. Map it to one.");
        var sql = context.GetService<ISqlGenerationHelper>();

        PlainName = table.Schema is null ? table.Name : $"{table.Schema}.{table.Name}";
        Name = sql.DelimitIdentifier(table.Name, table.Schema);
        _columns = entity.GetProperties().ToDictionary(
            property => property.Name, property => sql.DelimitIdentifier(property.GetColumnName(table) ?? property.Name), StringComparer.Ordinal);
    }

    public string Name { get; }

    public string PlainName { get; }

    public string this[string property] => _columns[property];
}
