using System.Buffers;
using System.Text.Json;

namespace Corporation.RedisStreams.Sending;

/// <summary>Writes headers as the JSON object of an entry's header field.</summary>
internal static class HeaderWriter
{
    /// <returns>The object as UTF-8; empty when there is no header.</returns>
    public static ReadOnlyMemory<byte> Write(IEnumerable<KeyValuePair<string, object>> headers)
    {
        using var enumerator = headers.GetEnumerator();
        if (!enumerator.MoveNext())
            return default;

        var buffer = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        do
        {
            WriteHeader(json, enumerator.Current.Key, enumerator.Current.Value);
        }
        while (enumerator.MoveNext());
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>Writes headers over others: those that are there already, and one that has the same name replaces it.</summary>
    public static ReadOnlyMemory<byte> Merge(
        IEnumerable<KeyValuePair<string, object>> existing, IEnumerable<KeyValuePair<string, object>> added)
    {
        var merged = new Dictionary<string, object>(existing, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in added)
            merged[name] = value;
        return Write(merged);
    }

    private static void WriteHeader(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null:
                break;
            case string text:
                json.WriteString(name, text);
                break;
            case bool flag:
                json.WriteBoolean(name, flag);
                break;
            case byte or sbyte or short or ushort or int or uint or long:
                json.WriteNumber(name, Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));
                break;
            case float or double:
                WriteFloat(json, name, Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture));
                break;
            case decimal number:
                json.WriteNumber(name, number);
                break;
            case DateTime time:
                json.WriteString(name, time);
                break;
            case DateTimeOffset time:
                json.WriteString(name, time);
                break;
            case JsonElement element:
                json.WritePropertyName(name);
                element.WriteTo(json);
                break;
            case Uri or Guid or Enum or TimeSpan:
                json.WriteString(name, value.ToString());
                break;
            default:
                json.WritePropertyName(name);
                JsonSerializer.Serialize(json, value, value.GetType(), MassTransit.Serialization.SystemTextJsonMessageSerializer.Options);
                break;
        }
    }

    private static void WriteFloat(Utf8JsonWriter json, string name, double number)
    {
        // JSON has no word for them.
        if (double.IsFinite(number))
            json.WriteNumber(name, number);
        else
            json.WriteString(name, number.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}
