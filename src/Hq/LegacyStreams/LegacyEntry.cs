using System.Text.Unicode;
using StackExchange.Redis;

namespace Corporation.Hq.LegacyStreams;

/// <summary>An entry of the stream of missions, as it came.</summary>
/// <param name="Id">Its id in the stream.</param>
/// <param name="Fields">Its fields in order; a name may stand there twice.</param>
internal sealed record LegacyEntry(string Id, IReadOnlyList<NameValueEntry> Fields)
{
    public const string JobIdField = "job_id";
    public const string IdempotencyKeyField = "idempotency_key";
    public const string EnvelopeField = "envelope";
    public const string StatusField = "status";
    public const string RawFieldsField = "raw_fields";
    public const string EntryIdField = "entry_id";

    private const string Base64Mark = "base64:";

    public static LegacyEntry Of(StreamEntry entry) => new(entry.Id.ToString(), entry.Values ?? []);

    /// <summary>Somebody has deleted it while it was pending: the server gives the id without fields. An entry that is there has some.</summary>
    public bool IsGone => Fields.Count == 0;

    /// <summary>The value of the first field of that name; null when there is none.</summary>
    public RedisValue? Find(string name)
    {
        foreach (var field in Fields)
        {
            if (field.Name == name)
                return field.Value;
        }

        return null;
    }

    /// <summary>All fields as a JSON object of texts; what is no text is written as <c>base64:…</c>.</summary>
    public string ToRawJson() => SortedJson.Write(writer =>
    {
        writer.WriteStartObject();
        foreach (var field in Fields)
            writer.WriteString(TextOf(field.Name), TextOf(field.Value));
        writer.WriteEndObject();
    });

    public static string TextOf(RedisValue value)
    {
        var bytes = (byte[]?)value ?? [];
        return Utf8.IsValid(bytes) ? System.Text.Encoding.UTF8.GetString(bytes) : Base64Mark + Convert.ToBase64String(bytes);
    }
}
