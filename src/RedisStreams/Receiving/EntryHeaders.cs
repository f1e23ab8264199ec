using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using MassTransit;
using MassTransit.Transports;

namespace Corporation.RedisStreams.Receiving;

/// <summary>The headers of an entry, read when somebody asks.</summary>
internal sealed class EntryHeaders(Delivery delivery) : IHeaderProvider
{
    private Dictionary<string, object>? _headers;

    private Dictionary<string, object> Headers => _headers ??= Read(delivery.Headers);

    public IEnumerable<KeyValuePair<string, object>> GetAll()
    {
        if (delivery.ContentType is { } contentType)
            yield return new(MessageHeaders.ContentType, contentType);
        if (delivery.MessageId is { } messageId)
            yield return new(MessageHeaders.MessageId, messageId);
        if (delivery.RedeliveryCount > 0)
            yield return new(MessageHeaders.RedeliveryCount, delivery.RedeliveryCount);
        foreach (var header in Headers)
            yield return header;
    }

    /// <summary>The headers that the entry itself has, to be moved on with it.</summary>
    public IEnumerable<KeyValuePair<string, object>> OfEntry() => Headers;

    public bool TryGetHeader(string key, [NotNullWhen(true)] out object? value)
    {
        value = key switch
        {
            _ when key.Equals(MessageHeaders.ContentType, StringComparison.OrdinalIgnoreCase) => delivery.ContentType,
            MessageHeaders.MessageId => delivery.MessageId,
            MessageHeaders.TransportMessageId => delivery.Place.Id.ToString(),
            MessageHeaders.RedeliveryCount when delivery.RedeliveryCount > 0 => delivery.RedeliveryCount,
            _ => null,
        };
        return value is not null || (delivery.Headers is not null && Headers.TryGetValue(key, out value));
    }

    // What somebody else wrote there and is no JSON object is no reason to lose the message: it has no headers then.
    private static Dictionary<string, object> Read(byte[]? json)
    {
        var headers = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);
        if (json is null)
            return headers;

        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return headers;
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (ValueOf(property.Value) is { } value)
                    headers[property.Name] = value;
            }
        }
        catch (JsonException)
        {
            headers.Clear();
        }

        return headers;
    }

    private static object? ValueOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => value.TryGetInt64(out var integer) ? integer : value.GetDouble(),
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        _ => value.Clone(),
    };
}
