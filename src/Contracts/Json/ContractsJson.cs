using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Corporation.Contracts.Json;

/// <summary>How JSON looks here: snake_case names, enums as snake_case words, compact, unknown fields refused at the door.</summary>
public static class ContractsJson
{
    /// <summary>Deepest nesting that any door accepts.</summary>
    public const int MaxDepth = 64;

    /// <summary>HTTP bodies, both ways. Unknown fields are an error, so that a typing mistake is never silently ignored.</summary>
    public static JsonSerializerOptions Http { get; } = Create(JsonUnmappedMemberHandling.Disallow);

    /// <summary>Answers of a server that may be newer than the reader: unknown fields are skipped.</summary>
    public static JsonSerializerOptions Lenient { get; } = Create(JsonUnmappedMemberHandling.Skip);

    /// <summary>Makes <paramref name="options"/> follow the HTTP rules.</summary>
    public static void Apply(JsonSerializerOptions options, JsonUnmappedMemberHandling unmapped)
    {
        ArgumentNullException.ThrowIfNull(options);

        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.DictionaryKeyPolicy = null;
        options.PropertyNameCaseInsensitive = false;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.UnmappedMemberHandling = unmapped;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.MaxDepth = MaxDepth;
        options.RespectRequiredConstructorParameters = true;

        // Answers are read by programs and in terminals, never pasted into HTML: quotes and umlauts stay legible.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
    }

    private static JsonSerializerOptions Create(JsonUnmappedMemberHandling unmapped)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.General);
        Apply(options, unmapped);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
