using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Corporation.SagaStore.Tracking;

/// <summary>A table whose rows stand for sagas, and the statement that locks some of them.</summary>
internal sealed class LockedTable
{
    private readonly IProperty _key;

    private LockedTable(string table, string column, IProperty key)
    {
        // A brace in a name is not the parameter's.
        (table, column) = (Escaped(table), Escaped(column));
        Statement = $"SELECT 1 FROM {table} WHERE {column} = ANY({{0}}) ORDER BY {column} FOR UPDATE";
        _key = key;
    }

    /// <summary>With one parameter, an array: the same text however many are locked.</summary>
    public string Statement { get; }

    /// <summary>The table of the root; where each class of a hierarchy has a table of its own, all of them.</summary>
    public static IReadOnlyList<LockedTable> Of(IEntityType saga, ISqlGenerationHelper sql)
    {
        var types = saga.GetMappingStrategy() == RelationalAnnotationNames.TpcMappingStrategy ? saga.GetDerivedTypesInclusive() : [saga.GetRootType()];
        return
        [
            .. from type in types
               where type.GetTableName() is not null
               let table = StoreObjectIdentifier.Table(type.GetTableName()!, type.GetSchema())
               let key = type.FindPrimaryKey()!.Properties[0]
               select new LockedTable(sql.DelimitIdentifier(table.Name, table.Schema), sql.DelimitIdentifier(key.GetColumnName(table)!), key),
        ];
    }

    /// <summary>The ids as the column has them, in an array of its type.</summary>
    public Array Values(IReadOnlyList<Guid> ids)
    {
        var converter = _key.GetTypeMapping().Converter;
        var values = Array.CreateInstance(converter?.ProviderClrType ?? typeof(Guid), ids.Count);
        for (var i = 0; i < ids.Count; i++)
            values.SetValue(converter?.ConvertToProvider(ids[i]) ?? ids[i], i);
        return values;
    }

    private static string Escaped(string name) => name.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);
}
