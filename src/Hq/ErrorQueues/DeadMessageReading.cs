using System.Globalization;
using System.Text;
using System.Text.Json;
using Corporation.Contracts.Http;
using MassTransit;

namespace Corporation.Hq.ErrorQueues;

/// <summary>Makes of what lies in an error queue what a person can read, however broken it is.</summary>
internal static class DeadMessageReading
{
    private const int MaxBodyBytes = 64 * 1024;
    private const int MaxErrorLength = 2_000;
    private const string Fault = "MT-Fault-";
    private const string ErrorEnding = "_error";
    private const string SkippedEnding = "_skipped";
    private const string KindPrefix = "mission-";

    /// <summary>Whether messages are put there that nobody could handle.</summary>
    public static bool IsErrorQueue(string queue) => queue.EndsWith(ErrorEnding, StringComparison.Ordinal) || queue.EndsWith(SkippedEnding, StringComparison.Ordinal);

    /// <summary>Where its messages were to be handled. A scheduled one had its destination with it, not in the name.</summary>
    public static string? TargetOf(string queue) =>
        queue == "scheduled_error" ? null
        : queue.EndsWith(ErrorEnding, StringComparison.Ordinal) ? queue[..^ErrorEnding.Length]
        : queue.EndsWith(SkippedEnding, StringComparison.Ordinal) ? queue[..^SkippedEnding.Length]
        : null;

    /// <param name="queue">Where it lies.</param>
    /// <param name="message">The message.</param>
    /// <param name="whole">With headers and body.</param>
    public static DeadMessageView Read(string queue, RedisStreamsPeekedMessage message, bool whole)
    {
        var headers = HeadersOf(message.Headers);
        var envelope = EnvelopeOf(message.Body);
        return new()
        {
            Id = $"{queue}/{message.Lane}/{message.EntryId}",
            Queue = queue,
            TargetQueue = TargetOf(queue),
            MessageId = message.MessageId,
            MessageType = envelope.Type ?? headers.GetValueOrDefault(Fault + "MessageType"),
            JobId = envelope.JobId,
            MissionKind = envelope.Kind ?? KindOf(TargetOf(queue)),
            Reason = ReasonOf(queue, headers.GetValueOrDefault("MT-Reason")),
            ErrorType = headers.GetValueOrDefault(Fault + "ExceptionType"),
            Error = headers.GetValueOrDefault(Fault + "Message") is { } error ? Cut(error) : null,
            DiedAt = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(message.EntryId.Split('-')[0], CultureInfo.InvariantCulture)),
            BodyBytes = message.Body.Length,
            Headers = whole ? [.. headers.Select(header => new MessageHeaderView(header.Key, header.Value))] : null,
            Body = whole ? Encoding.UTF8.GetString(message.Body.Span[..Math.Min(message.Body.Length, MaxBodyBytes)]) : null,
            BodyIsCut = whole ? message.Body.Length > MaxBodyBytes : null,
        };
    }

    // "dead-letter" is the framework's word for a message that no consumer of the endpoint knows.
    private static string ReasonOf(string queue, string? reason) => reason switch
    {
        null => queue.EndsWith(SkippedEnding, StringComparison.Ordinal) ? "skipped" : "fault",
        "dead-letter" => "skipped",
        _ => reason,
    };

    private static string Cut(string text) => text.Length <= MaxErrorLength ? text : text[..MaxErrorLength] + "…";

    private static string? KindOf(string? queue) => queue?.StartsWith(KindPrefix, StringComparison.Ordinal) == true ? queue[KindPrefix.Length..] : null;

    private static Dictionary<string, string> HeadersOf(string? json)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        if (json is null)
            return headers;
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                foreach (var header in document.RootElement.EnumerateObject())
                    headers[header.Name] = header.Value.ToString();
            }
        }
        catch (JsonException)
        {
            headers["unreadable"] = Cut(json);
        }

        return headers;
    }

    private static (string? Type, Guid? JobId, string? Kind) EnvelopeOf(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            var type = Property(root, "messageType") is { ValueKind: JsonValueKind.Array } types && types.GetArrayLength() > 0 ? types[0].ToString() : null;
            var message = Property(root, "message");
            Guid? job = Property(message, "job_id") is { ValueKind: JsonValueKind.String } id && id.TryGetGuid(out var known) ? known : null;
            return (type, job, Property(message, "mission_kind") is { ValueKind: JsonValueKind.String } kind ? kind.GetString() : null);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static JsonElement? Property(JsonElement? value, string name) =>
        value is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out var property) ? property : null;
}
