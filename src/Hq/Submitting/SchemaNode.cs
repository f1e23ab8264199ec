using System.Text.Json;
using System.Text.RegularExpressions;
using Corporation.Contracts.Http;
using Corporation.Hq.Refusing;

namespace Corporation.Hq.Submitting;

/// <summary>One (sub)schema. Filled by <see cref="SchemaCompiler"/>; afterwards it never changes.</summary>
internal sealed class SchemaNode
{
    /// <summary>A schema may refer to itself without going deeper into the value; that would never end.</summary>
    private const int MaxSteps = 256;

    public bool RefusesAll { get; set; }
    public JsonTypes Types { get; set; } = JsonTypes.Any;
    public Dictionary<string, SchemaNode> Properties { get; } = new(StringComparer.Ordinal);
    public List<string> Required { get; } = [];
    public SchemaNode? AdditionalProperties { get; set; }
    public SchemaNode? Items { get; set; }
    public List<SchemaNode> PrefixItems { get; } = [];
    public List<SchemaNode> AllOf { get; } = [];
    public List<SchemaNode> AnyOf { get; } = [];
    public List<SchemaNode> OneOf { get; } = [];
    public SchemaNode? Not { get; set; }
    public List<JsonElement>? Allowed { get; set; }
    public double? Minimum { get; set; }
    public double? Maximum { get; set; }
    public double? ExclusiveMinimum { get; set; }
    public double? ExclusiveMaximum { get; set; }
    public int? MinLength { get; set; }
    public int? MaxLength { get; set; }
    public int? MinItems { get; set; }
    public int? MaxItems { get; set; }
    public bool UniqueItems { get; set; }
    public Regex? Pattern { get; set; }
    public string? Format { get; set; }

    public void Check(JsonElement value, string path, InputErrors errors, int steps)
    {
        if (errors.IsFull)
            return;
        if (RefusesAll || steps > MaxSteps)
        {
            Add(errors, path, RefusesAll ? "is not allowed here." : "can't be checked: the kind's schema refers to itself without end.");
            return;
        }

        if (!CheckType(value, path, errors))
            return;
        if (Allowed is not null && !Allowed.Exists(allowed => JsonElement.DeepEquals(allowed, value)))
        {
            var words = string.Join(", ", Allowed.Take(30).Select(allowed => allowed.GetRawText()));
            Add(errors, path, $"must be one of {words}, not {Refusal.Shorten(value.GetRawText())}.");
            return;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object: CheckObject(value, path, errors, steps); break;
            case JsonValueKind.Array: CheckArray(value, path, errors, steps); break;
            case JsonValueKind.String: SchemaScalars.CheckString(this, value, path, errors); break;
            case JsonValueKind.Number: SchemaScalars.CheckNumber(this, value, path, errors); break;
        }

        CheckCombinations(value, path, errors, steps);
    }

    public static void Add(InputErrors errors, string path, string message) => errors.Add(path, message, ProblemTypes.PayloadMismatch);

    private bool CheckType(JsonElement value, string path, InputErrors errors)
    {
        if ((Types & JsonTypeWords.Of(value)) != 0)
            return true;

        // An integral field takes 3, not 3.0: the handler's deserializer would refuse it after the mission was accepted.
        Add(errors, path, $"must be {JsonTypeWords.Describe(Types)}, not {BodyFields.Describe(value)}.");
        return false;
    }

    private void CheckObject(JsonElement value, string path, InputErrors errors, int steps)
    {
        foreach (var name in Required)
        {
            if (!value.TryGetProperty(name, out _))
                Add(errors, $"{path}.{name}", "is required.");
        }

        if (Properties.Count == 0 && AdditionalProperties is null)
            return;

        foreach (var property in value.EnumerateObject())
        {
            var name = property.Name;
            if (Properties.TryGetValue(name, out var known))
                known.Check(property.Value, $"{path}.{name}", errors, steps + 1);
            else if (AdditionalProperties is { RefusesAll: true })
                Add(errors, $"{path}.{Refusal.Shorten(name)}", UnknownField(name));
            else
                AdditionalProperties?.Check(property.Value, $"{path}.{Refusal.Shorten(name)}", errors, steps + 1);
        }
    }

    private string UnknownField(string name)
    {
        var hint = Closest.To(Refusal.Shorten(name), Properties.Keys) is { } meant ? $" Did you mean '{meant}'?" : "";
        return Properties.Count == 0
            ? "is not a field of this kind; it takes none here."
            : $"is not a field of this kind.{hint} Known here: {string.Join(", ", Properties.Keys.Take(50))}.";
    }

    private void CheckArray(JsonElement value, string path, InputErrors errors, int steps)
    {
        var length = value.GetArrayLength();
        if (length < MinItems)
            Add(errors, path, $"has {length} items; it must have at least {MinItems}.");
        if (length > MaxItems)
            Add(errors, path, $"has {length} items; it may have at most {MaxItems}.");
        if (UniqueItems && value.EnumerateArray().Distinct(DeepComparer.Instance).Count() != length)
            Add(errors, path, "has the same item twice.");
        if (Items is null && PrefixItems.Count == 0)
            return;

        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            var node = index < PrefixItems.Count ? PrefixItems[index] : Items;
            node?.Check(item, $"{path}[{index}]", errors, steps + 1);
            index++;
        }
    }

    private void CheckCombinations(JsonElement value, string path, InputErrors errors, int steps)
    {
        foreach (var node in AllOf)
            node.Check(value, path, errors, steps + 1);

        if (AnyOf.Count > 0 && !AnyOf.Exists(node => node.Fits(value, steps)))
            Add(errors, path, $"fits none of the {AnyOf.Count} forms that the kind's schema allows here (anyOf).");
        if (OneOf.Count > 0 && OneOf.Count(node => node.Fits(value, steps)) is not 1 and var fitting)
            Add(errors, path, $"must fit exactly one of the {OneOf.Count} forms that the kind's schema allows here (oneOf); it fits {fitting}.");
        if (Not is not null && Not.Fits(value, steps))
            Add(errors, path, "has a form that the kind's schema forbids here (not).");
    }

    private bool Fits(JsonElement value, int steps)
    {
        var trial = new InputErrors();
        Check(value, "", trial, steps + 1);
        return !trial.Any;
    }

    private sealed class DeepComparer : IEqualityComparer<JsonElement>
    {
        public static readonly DeepComparer Instance = new();

        public bool Equals(JsonElement x, JsonElement y) => JsonElement.DeepEquals(x, y);

        // Equal numbers and strings may be written differently, so only the sort of value is hashed for those that have one.
        public int GetHashCode(JsonElement value) => value.ValueKind switch
        {
            JsonValueKind.String => string.GetHashCode(value.GetString(), StringComparison.Ordinal),
            JsonValueKind.Number => value.TryGetDouble(out var number) ? number.GetHashCode() : 1,
            _ => (int)value.ValueKind,
        };
    }
}
