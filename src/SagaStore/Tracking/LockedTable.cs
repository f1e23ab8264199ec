using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Corporation.SagaStore.Tracking;

/// <summary>A table whose rows stand for sagas, and the statement that locks some of them.</summary>
internal sealed class LockedTable
{
    private readonly string _start;
    private readonly string _end;
    private readonly IProperty _key;

    private LockedTable(string table, string column, IProperty key)
    {
        _start = $"SELECT 1 FROM {table} WHERE {column} IN (";
        _end = $") ORDER BY {column} FOR UPDATE";
        _key = key;
    }

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

    public string Statement(int ids) =>
        _start + string.Join(", ", Enumerable.Range(0, ids).Select(number => string.Create(CultureInfo.InvariantCulture, $"{{{number}}}"))) + _end;

    /// <summary>As the column has them.</summary>
    public IEnumerable<object> Values(IReadOnlyList<Guid> ids)
    {
        var converter = _key.GetTypeMapping().Converter;
        return ids.Select(id => converter?.ConvertToProvider(id) ?? id);
    }
}
