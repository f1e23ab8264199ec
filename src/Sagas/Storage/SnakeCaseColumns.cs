using System.Text.Json;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Corporation.Sagas.Storage;

/// <summary>Columns are named like the wire: snake_case, unless a mapping says otherwise.</summary>
internal static class SnakeCaseColumns
{
    public static void Apply(IMutableModel model)
    {
        foreach (var property in model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
        {
            if (property.FindAnnotation("Relational:ColumnName") is null)
                property.SetAnnotation("Relational:ColumnName", JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
        }
    }
}
