using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Corporation.Hq.LegacyStreams;

/// <summary>Writes JSON as the old fleet does: the names of every object in order. Values stay as they were written.</summary>
internal static class SortedJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes an object of the members of one that is there, and of further ones that go before those of the same name.</summary>
    public static string Write(JsonElement? members, params ReadOnlySpan<(string Name, object? Value)> further)
    {
        var all = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        if (members is { ValueKind: JsonValueKind.Object } given)
        {
            foreach (var member in given.EnumerateObject())
                all[member.Name] = member.Value;
        }

        foreach (var (name, value) in further)
            all[name] = value is JsonElement element ? element : JsonSerializer.SerializeToElement(value);
        return Write(writer => WriteMembers(writer, all.Select(member => (member.Key, member.Value))));
    }

    /// <summary>Writes with the encoder of all of it.</summary>
    public static string Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
            write(writer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var members = value.EnumerateObject().Select(member => (member.Name, member.Value));
                WriteMembers(writer, members.OrderBy(member => member.Name, StringComparer.Ordinal));
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static void WriteMembers(Utf8JsonWriter writer, IEnumerable<(string Name, JsonElement Value)> members)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in members)
        {
            writer.WritePropertyName(name);
            Write(writer, value);
        }

        writer.WriteEndObject();
    }
}
