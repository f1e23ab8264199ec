using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Corporation.RedisStreams.Addressing;

namespace Corporation.RedisStreams.Receiving;

/// <summary>The headers of an entry that is moved aside unhandled: its own, and why.</summary>
internal static class ReasonHeaders
{
    public const string Reason = "MT-Reason";
    public const string Explanation = "MT-Fault-Message";
    public const string Queue = "MT-Redis-Queue";
    public const string EntryId = "MT-Redis-Entry-Id";
    public const string DeliveryCount = "MT-Redis-Delivery-Count";
    public const string UnreadableHeaders = "MT-Redis-Unreadable-Headers";

    private static readonly string[] Ours = [Reason, Explanation, Queue, EntryId, DeliveryCount, UnreadableHeaders];

    public static string Expired(Delivery delivery, QueueName queue) =>
        Write(delivery, queue, "expired", "The message's time to live had passed before it was handled.");

    public static string DeliveredTooOften(Delivery delivery, QueueName queue, int limit) =>
        Write(delivery, queue, "max-delivery-count",
            $"The message was delivered {delivery.DeliveryCount - 1} times without being settled; the limit is {limit}. "
            + "Handling it may end the process.");

    public static string Foreign(Delivery delivery, QueueName queue) =>
        Write(
            delivery,
            queue,
            "no-body",
            "The entry has no field 'b', the body; something else than a sender of messages added it to the queue.");

    private static string Write(Delivery delivery, QueueName queue, string reason, string explanation)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString(Reason, reason);
            writer.WriteString(Explanation, explanation);
            writer.WriteString(Queue, queue.Value);
            writer.WriteString(EntryId, delivery.EntryId.ToString());
            writer.WriteNumber(DeliveryCount, delivery.DeliveryCount);
            WriteOwn(writer, delivery.Headers);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void WriteOwn(Utf8JsonWriter writer, byte[]? headers)
    {
        if (headers is null or [])
            return;
        try
        {
            using var document = JsonDocument.Parse(headers);
            foreach (var header in document.RootElement.EnumerateObject())
            {
                if (!Ours.Contains(header.Name))
                    header.WriteTo(writer);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Broken, or no object. Whoever looks at the entry shall see what it was.
            writer.WriteString(UnreadableHeaders, Encoding.UTF8.GetString(headers));
        }
    }
}
