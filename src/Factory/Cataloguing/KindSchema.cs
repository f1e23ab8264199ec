using System.ComponentModel;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;

namespace Corporation.Factory.Cataloguing;

/// <summary>Writes the JSON schema of an input or result type, so that HQ can check payloads without the type.</summary>
internal static class KindSchema
{
    private static readonly JsonSchemaExporterOptions Exporting = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = Describe,
    };

    public static JsonElement Of(Type type, JsonSerializerOptions options) =>
        JsonSerializer.SerializeToElement(options.GetJsonSchemaAsNode(type, Exporting));

    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode schema)
    {
        // A record's description sits on its constructor parameter: without a target, an attribute there belongs to the parameter.
        var description = Text(context.PropertyInfo?.AttributeProvider)
            ?? Text(context.PropertyInfo?.AssociatedParameter?.AttributeProvider)
            ?? (context.PropertyInfo is null ? Text(context.TypeInfo.Type) : null);

        if (description is null)
            return schema;
        if (schema is JsonObject described)
        {
            described.Insert(0, "description", description);
            return described;
        }

        // "true" is the schema of anything; an object without rules says the same and can carry the text.
        return schema.GetValueKind() is JsonValueKind.True ? new JsonObject { ["description"] = description } : schema;
    }

    private static string? Text(ICustomAttributeProvider? place) =>
        place?.GetCustomAttributes(typeof(DescriptionAttribute), inherit: true).OfType<DescriptionAttribute>().FirstOrDefault()?.Description;
}
