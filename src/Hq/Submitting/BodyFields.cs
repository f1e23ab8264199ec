using System.Globalization;
using System.Text.Json;
using Corporation.Hq.Refusing;

namespace Corporation.Hq.Submitting;

/// <summary>
/// Takes the known fields out of one JSON object and notes everything that is wrong with them. A serializer would stop at the first error.
/// An explicit <c>null</c> counts as left out.
/// </summary>
internal readonly struct BodyFields
{
    private readonly JsonElement _object;
    private readonly string _prefix;
    private readonly InputErrors _errors;

    private BodyFields(JsonElement value, string prefix, InputErrors errors) => (_object, _prefix, _errors) = (value, prefix, errors);

    /// <summary>Where this object's fields are, as a prefix of their paths: empty, or ending in a dot.</summary>
    public string Prefix => _prefix;

    public static BodyFields? Open(JsonElement value, string path, ReadOnlySpan<string> known, InputErrors errors)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            errors.Add(path.Length == 0 ? "body" : path, $"must be a JSON object, not {Describe(value)}.");
            return null;
        }

        var prefix = path.Length == 0 ? "" : path + ".";
        foreach (var property in value.EnumerateObject())
        {
            if (!known.Contains(property.Name))
                errors.Add(prefix + Refusal.Shorten(property.Name), $"is not a known field. Known here: {string.Join(", ", known)}.");
        }

        return new(value, prefix, errors);
    }

    public JsonElement? Find(string name) =>
        _object.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public void Missing(string name, string meaning) => _errors.Add(_prefix + name, $"is required: {meaning}.");

    public string? Text(string name, int maxLength)
    {
        if (Find(name) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.String)
            return Wrong<string>(name, value, "a string");

        var text = value.GetString()!;
        if (string.IsNullOrWhiteSpace(text))
            _errors.Add(_prefix + name, "is empty; give a text or leave the field out.");
        else if (text.Length > maxLength)
            _errors.Add(_prefix + name, $"has {text.Length:N0} characters; the limit is {maxLength:N0}.");
        else if (text.Contains('\0', StringComparison.Ordinal))
            _errors.Add(_prefix + name, "has a NUL character (\\u0000); remove it.");
        else
            return text;
        return null;
    }

    public int? Whole(string name, int lowest, int highest)
    {
        if (Find(name) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.Number)
            return WrongValue<int>(name, value, $"a whole number from {lowest} to {highest}");
        if (value.TryGetInt32(out var number) && number >= lowest && number <= highest)
            return number;

        _errors.Add(_prefix + name, $"must be a whole number from {lowest} to {highest}, not {Refusal.Shorten(value.GetRawText())}.");
        return null;
    }

    public double? Seconds(string name, double lowest, double highest)
    {
        if (Find(name) is not { } value)
            return null;

        var range = string.Create(CultureInfo.InvariantCulture, $"a number of seconds from {lowest} to {highest}");
        if (value.ValueKind != JsonValueKind.Number)
            return WrongValue<double>(name, value, range);
        if (value.TryGetDouble(out var number) && number >= lowest && number <= highest)
            return number;

        _errors.Add(_prefix + name, $"must be {range}, not {Refusal.Shorten(value.GetRawText())}.");
        return null;
    }

    public DateTimeOffset? Time(string name)
    {
        if (Find(name) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.String)
            return WrongValue<DateTimeOffset>(name, value, WrittenTime.Rule);
        if (WrittenTime.TryRead(value.GetString()!, out var time, out var problem))
            return time;

        _errors.Add(_prefix + name, problem);
        return null;
    }

    public static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => $"the number {Refusal.Shorten(value.GetRawText())}",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => "null",
    };

    private T? Wrong<T>(string name, JsonElement value, string expected)
        where T : class
    {
        _errors.Add(_prefix + name, $"must be {expected}, not {Describe(value)}.");
        return null;
    }

    private T? WrongValue<T>(string name, JsonElement value, string expected)
        where T : struct
    {
        _errors.Add(_prefix + name, $"must be {expected}, not {Describe(value)}.");
        return null;
    }
}
