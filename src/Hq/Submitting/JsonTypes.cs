using System.Text.Json;

namespace Corporation.Hq.Submitting;

/// <summary>The types a schema can ask for; an integer is a number written without fraction and exponent.</summary>
[Flags]
internal enum JsonTypes
{
    None = 0,
    Null = 1,
    Boolean = 2,
    Integer = 4,
    Fractional = 8,
    Text = 16,
    Array = 32,
    Object = 64,
    Number = Integer | Fractional,
    Any = 127,
}

/// <summary>Between schema words, values and error texts.</summary>
internal static class JsonTypeWords
{
    private static readonly (JsonTypes Type, string Words)[] Descriptions =
    [
        (JsonTypes.Object, "an object"), (JsonTypes.Array, "an array"), (JsonTypes.Text, "a string"), (JsonTypes.Number, "a number"),
        (JsonTypes.Integer, "a whole number"), (JsonTypes.Boolean, "true or false"), (JsonTypes.Null, "null"),
    ];

    public static JsonTypes? Parse(string? word) => word switch
    {
        "null" => JsonTypes.Null,
        "boolean" => JsonTypes.Boolean,
        "integer" => JsonTypes.Integer,
        "number" => JsonTypes.Number,
        "string" => JsonTypes.Text,
        "array" => JsonTypes.Array,
        "object" => JsonTypes.Object,
        _ => null,
    };

    public static JsonTypes Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => JsonTypes.Object,
        JsonValueKind.Array => JsonTypes.Array,
        JsonValueKind.String => JsonTypes.Text,
        JsonValueKind.Number => IsWhole(value) ? JsonTypes.Integer : JsonTypes.Fractional,
        JsonValueKind.True or JsonValueKind.False => JsonTypes.Boolean,
        _ => JsonTypes.Null,
    };

    public static string Describe(JsonTypes types)
    {
        var words = new List<string>();
        foreach (var (type, description) in Descriptions)
        {
            if ((types & type) != type)
                continue;
            words.Add(description);
            types &= ~type;
        }

        return string.Join(" or ", words);
    }

    private static bool IsWhole(JsonElement value) =>
        System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(value).IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0;
}
