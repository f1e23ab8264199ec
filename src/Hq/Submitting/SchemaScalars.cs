using System.Globalization;
using System.Text.Json;
using Corporation.Hq.Refusing;

namespace Corporation.Hq.Submitting;

/// <summary>What a schema can ask of strings and numbers.</summary>
internal static class SchemaScalars
{
    public static void CheckString(SchemaNode node, JsonElement value, string path, InputErrors errors)
    {
        if (node is { MinLength: null, MaxLength: null, Pattern: null, Format: null })
            return;

        var text = value.GetString()!;
        if (node.MinLength is not null || node.MaxLength is not null)
        {
            var length = CountCharacters(text);
            if (length < node.MinLength)
                SchemaNode.Add(errors, path, $"has {length} characters; it must have at least {node.MinLength}.");
            if (length > node.MaxLength)
                SchemaNode.Add(errors, path, $"has {length} characters; it may have at most {node.MaxLength}.");
        }

        if (node.Pattern is not null && !node.Pattern.IsMatch(text))
            SchemaNode.Add(errors, path, $"'{Refusal.Shorten(text)}' does not match the pattern {node.Pattern}.");
        if (node.Format is not null && Misformed(node.Format, value, text) is { } expected)
            SchemaNode.Add(errors, path, $"'{Refusal.Shorten(text)}' is not {expected}.");
    }

    public static void CheckNumber(SchemaNode node, JsonElement value, string path, InputErrors errors)
    {
        if (node is { Minimum: null, Maximum: null, ExclusiveMinimum: null, ExclusiveMaximum: null })
            return;

        if (!value.TryGetDouble(out var number) || !double.IsFinite(number))
            number = value.GetRawText().StartsWith('-') ? double.NegativeInfinity : double.PositiveInfinity;

        Expect(number >= node.Minimum, node.Minimum, "at least");
        Expect(number <= node.Maximum, node.Maximum, "at most");
        Expect(number > node.ExclusiveMinimum, node.ExclusiveMinimum, "more than");
        Expect(number < node.ExclusiveMaximum, node.ExclusiveMaximum, "less than");

        void Expect(bool holds, double? limit, string relation)
        {
            if (limit is { } bound && !holds)
                SchemaNode.Add(errors, path, $"must be {relation} {bound.ToString(CultureInfo.InvariantCulture)}, not {Refusal.Shorten(value.GetRawText())}.");
        }
    }

    /// <summary>JSON schema counts characters, not UTF-16 units.</summary>
    private static int CountCharacters(string text)
    {
        var count = text.Length;
        foreach (var unit in text)
        {
            if (char.IsLowSurrogate(unit))
                count--;
        }

        return count;
    }

    /// <summary>Only the formats that .NET's deserializer insists on, by the same rules; every other format is a remark for people.</summary>
    private static string? Misformed(string format, JsonElement value, string text) => format switch
    {
        "uuid" => value.TryGetGuid(out _) ? null : "a UUID such as 0199c5f1-6a2e-7c3b-9d4e-0123456789ab",
        "date-time" => value.TryGetDateTimeOffset(out _) ? null : "a time such as 2026-03-01T09:00:00Z",
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? null : "a date such as 2026-03-01",
        _ => null,
    };
}
