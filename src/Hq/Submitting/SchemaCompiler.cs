using System.Text.Json;
using System.Text.RegularExpressions;

namespace Corporation.Hq.Submitting;

/// <summary>Reads a JSON schema into <see cref="SchemaNode"/>s, and refuses what it could not check faithfully.</summary>
internal sealed class SchemaCompiler(JsonElement document)
{
    private static readonly TimeSpan PatternTimeout = TimeSpan.FromMilliseconds(50);

    /// <summary>Nodes by JSON pointer, entered before their content is read, so that a schema may refer to itself.</summary>
    private readonly Dictionary<string, SchemaNode> _nodes = new(StringComparer.Ordinal);

    public SchemaNode Compile() => NodeAt(document, "#");

    private SchemaNode NodeAt(JsonElement schema, string pointer)
    {
        if (_nodes.TryGetValue(pointer, out var known))
            return known;

        var node = _nodes[pointer] = new SchemaNode();
        switch (schema.ValueKind)
        {
            case JsonValueKind.True:
                return node;
            case JsonValueKind.False:
                node.RefusesAll = true;
                return node;
            case JsonValueKind.Object:
                foreach (var keyword in schema.EnumerateObject())
                    Read(node, keyword.Name, keyword.Value, pointer);
                return node;
            default:
                throw new SchemaUnreadableException(pointer, $"a schema must be an object, true or false, not {BodyFields.Describe(schema)}");
        }
    }

    private void Read(SchemaNode node, string keyword, JsonElement value, string pointer)
    {
        var at = $"{pointer}/{keyword}";
        switch (keyword)
        {
            case "type": node.Types = ReadTypes(value, at); break;
            case "properties": ReadEach(value, at, (name, part) => node.Properties[name] = part); break;
            case "required": node.Required.AddRange(Array(value, at).Select(name => Text(name, at))); break;
            case "additionalProperties": node.AdditionalProperties = NodeAt(value, at); break;
            case "items": node.Items = NodeAt(value, at); break;
            case "prefixItems": ReadList(value, at, node.PrefixItems); break;
            case "allOf": ReadList(value, at, node.AllOf); break;
            case "anyOf": ReadList(value, at, node.AnyOf); break;
            case "oneOf": ReadList(value, at, node.OneOf); break;
            case "not": node.Not = NodeAt(value, at); break;
            case "enum": node.Allowed = [.. Array(value, at).Select(allowed => allowed.Clone())]; break;
            case "const": node.Allowed = [value.Clone()]; break;
            case "$ref": node.AllOf.Add(Resolve(Text(value, at), at)); break;
            case "$defs" or "definitions": ReadEach(value, at, static (_, _) => { }); break;
            case "minimum": node.Minimum = Number(value, at); break;
            case "maximum": node.Maximum = Number(value, at); break;
            case "exclusiveMinimum": node.ExclusiveMinimum = Number(value, at); break;
            case "exclusiveMaximum": node.ExclusiveMaximum = Number(value, at); break;
            case "minLength": node.MinLength = Count(value, at); break;
            case "maxLength": node.MaxLength = Count(value, at); break;
            case "minItems": node.MinItems = Count(value, at); break;
            case "maxItems": node.MaxItems = Count(value, at); break;
            case "uniqueItems": node.UniqueItems = value.ValueKind == JsonValueKind.True; break;
            case "pattern": node.Pattern = ReadPattern(Text(value, at), at); break;
            case "format": node.Format = Text(value, at); break;
            case "$schema" or "$id" or "$comment" or "title" or "description" or "default" or "examples" or "deprecated"
                or "readOnly" or "writeOnly" or "contentEncoding" or "contentMediaType":
                break;
            default:
                throw new SchemaUnreadableException(at, $"the keyword '{keyword}' is not one that HQ checks; leave it out of the announced schema");
        }
    }

    private SchemaNode Resolve(string reference, string at)
    {
        if (reference == "#")
            return NodeAt(document, "#");
        if (!reference.StartsWith("#/", StringComparison.Ordinal))
            throw new SchemaUnreadableException(at, $"'{reference}' points out of the schema; only '#/…' is read");

        var target = document;
        foreach (var part in reference[2..].Split('/'))
        {
            var name = Uri.UnescapeDataString(part).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            var found = target.ValueKind == JsonValueKind.Array
                ? int.TryParse(name, out var index) && index >= 0 && index < target.GetArrayLength() && Take(target[index], out target)
                : target.ValueKind == JsonValueKind.Object && target.TryGetProperty(name, out target);
            if (!found)
                throw new SchemaUnreadableException(at, $"'{reference}' points to nothing");
        }

        return NodeAt(target, reference);

        static bool Take(JsonElement item, out JsonElement target)
        {
            target = item;
            return true;
        }
    }

    private static JsonTypes ReadTypes(JsonElement value, string at)
    {
        var words = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : new[] { value };
        var types = JsonTypes.None;
        foreach (var word in words)
        {
            types |= JsonTypeWords.Parse(word.ValueKind == JsonValueKind.String ? word.GetString() : null)
                ?? throw new SchemaUnreadableException(at, $"{word.GetRawText()} is not a JSON type");
        }

        return types;
    }

    private static Regex ReadPattern(string pattern, string at)
    {
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant, PatternTimeout);
        }
        catch (ArgumentException exception)
        {
            throw new SchemaUnreadableException(at, $"the pattern can't be read: {exception.Message}");
        }
    }

    private void ReadEach(JsonElement value, string at, Action<string, SchemaNode> add)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw new SchemaUnreadableException(at, $"must be an object, not {BodyFields.Describe(value)}");
        foreach (var part in value.EnumerateObject())
            add(part.Name, NodeAt(part.Value, $"{at}/{Escape(part.Name)}"));
    }

    private void ReadList(JsonElement value, string at, List<SchemaNode> nodes)
    {
        var index = 0;
        foreach (var part in Array(value, at))
            nodes.Add(NodeAt(part, $"{at}/{index++}"));
    }

    private static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private static JsonElement.ArrayEnumerator Array(JsonElement value, string at) => value.ValueKind == JsonValueKind.Array
        ? value.EnumerateArray()
        : throw new SchemaUnreadableException(at, $"must be an array, not {BodyFields.Describe(value)}");

    private static string Text(JsonElement value, string at) => value.ValueKind == JsonValueKind.String
        ? value.GetString()!
        : throw new SchemaUnreadableException(at, $"must be a string, not {BodyFields.Describe(value)}");

    private static double Number(JsonElement value, string at) => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number)
        ? number
        : throw new SchemaUnreadableException(at, $"must be a number, not {BodyFields.Describe(value)}");

    private static int Count(JsonElement value, string at) => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= 0
        ? number
        : throw new SchemaUnreadableException(at, $"must be a whole number from 0, not {BodyFields.Describe(value)}");
}
