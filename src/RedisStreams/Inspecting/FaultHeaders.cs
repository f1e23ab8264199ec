using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Corporation.RedisStreams.Inspecting;

/// <summary>The headers that say why a message lies in an error or dead-letter queue.</summary>
internal static class FaultHeaders
{
    private const string Reason = "MT-Reason";
    private const string ScheduledFor = "MT-Scheduled-For";
    private const string Fault = "MT-Fault-";

    // They go to Redis, not into a page: what needs no escape gets none.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The headers without them, empty when none is left. What is no JSON object stays as it is.</summary>
    public static ReadOnlyMemory<byte> Remove(ReadOnlyMemory<byte> headers)
    {
        if (headers.IsEmpty)
            return headers;
        try
        {
            using var document = JsonDocument.Parse(headers);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return headers;
            var kept = document.RootElement.EnumerateObject().Where(header => !IsFault(header.Name)).ToArray();
            return kept.Length == 0 ? ReadOnlyMemory<byte>.Empty : Write(kept);
        }
        catch (JsonException)
        {
            return headers;
        }
    }

    private static bool IsFault(string name) => name is Reason or ScheduledFor || name.StartsWith(Fault, StringComparison.Ordinal);

    private static ReadOnlyMemory<byte> Write(JsonProperty[] headers)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            writer.WriteStartObject();
            foreach (var header in headers)
                header.WriteTo(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
