using System.Text.Json;
using System.Text.Unicode;
using Corporation.Contracts.Json;
using Corporation.Contracts.Missions;
using Corporation.Hq.Refusing;
using Corporation.Hq.Submitting;
using StackExchange.Redis;

namespace Corporation.Hq.LegacyStreams;

/// <summary>A mission as the old fleet writes it, read as far as HQ must know it; or why it can't be read.</summary>
/// <remarks>Fields that nobody knows are passed over, as they are there: whoever adds one does not break the others.</remarks>
internal sealed class LegacyEnvelope
{
    /// <summary>What makes a <c>job_id</c> the key by which a mission is known here.</summary>
    public const string KeyPrefix = "legacy:";

    private const int LongestJobId = MissionLimits.MaxIdempotencyKeyLength - 7;

    private static readonly JsonDocumentOptions Rules = new() { MaxDepth = ContractsJson.MaxDepth, AllowDuplicateProperties = false };

    private LegacyEnvelope(JsonElement? root, string jobId) => (Root, JobId) = (root, jobId);

    /// <summary>The whole envelope; null when it is no JSON object.</summary>
    public JsonElement? Root { get; }

    /// <summary>The mission's name there; empty when it has none.</summary>
    public string JobId { get; }

    /// <summary>The kind's name there in lower case; null when none is named.</summary>
    public string? Kind { get; private init; }

    /// <summary>What the mission is about.</summary>
    public string Task { get; private init; } = "";

    /// <summary>The handler's input, with the keys of the old fleet's machinery.</summary>
    public JsonElement? Context { get; private init; }

    /// <summary>How many attempts of this delegation have failed there before, and are spent.</summary>
    public int RetryCount { get; private init; }

    /// <summary>How many attempts have failed in all: a dead letter that is delegated again says it, too, and has its attempts anew.</summary>
    public int Failures { get; private init; }

    /// <summary>The whole envelope as it came; null when it is no JSON object.</summary>
    public string? Text => Root?.GetRawText();

    /// <summary>Reads an entry and notes everything that is wrong with it.</summary>
    public static LegacyEnvelope Read(LegacyEntry entry, long maxBytes, InputErrors errors)
    {
        var named = entry.Find(LegacyEntry.JobIdField) is { } field ? LegacyEntry.TextOf(field) : "";
        if (entry.Find(LegacyEntry.EnvelopeField) is not { } envelope)
        {
            var names = string.Join(", ", entry.Fields.Select(one => Refusal.Shorten(LegacyEntry.TextOf(one.Name))));
            errors.Add(LegacyEntry.EnvelopeField, $"is missing; the entry has only {Refusal.Shorten(names)}. Put the mission's JSON there.");
            return new LegacyEnvelope(null, named);
        }

        if (Parse(envelope, maxBytes, errors) is not { } root)
            return new LegacyEnvelope(null, named);
        return ReadFields(root, named, errors);
    }

    private static LegacyEnvelope ReadFields(JsonElement root, string named, InputErrors errors)
    {
        var jobId = ReadText(root, LegacyEntry.JobIdField, LegacyEntry.JobIdField, errors);
        if (jobId is { Length: > LongestJobId })
            errors.Add(LegacyEntry.JobIdField, $"has {jobId.Length:N0} characters; the limit is {LongestJobId}.");
        else if (jobId is not null && jobId.Any(char.IsControl))
            errors.Add(LegacyEntry.JobIdField, "has a control character; use letters, digits and punctuation.");
        if (Member(root, LegacyEntry.IdempotencyKeyField) is not null)
            ReadText(root, LegacyEntry.IdempotencyKeyField, LegacyEntry.IdempotencyKeyField, errors);

        var (task, context) = ("", (JsonElement?)null);
        if (Member(root, "payload") is not { ValueKind: JsonValueKind.Object } payload)
        {
            errors.Add("payload", "must be an object with the task, and the context if there is one.");
        }
        else
        {
            task = ReadText(payload, "task", "payload.task", errors) ?? "";
            context = Member(payload, "context");
            if (context is { ValueKind: not JsonValueKind.Object } wrong)
            {
                errors.Add("payload.context", $"must be an object, not {BodyFields.Describe(wrong)}.");
                context = null;
            }
        }

        return new LegacyEnvelope(root, jobId ?? named)
        {
            Kind = ReadKind(root, context, errors),
            Task = task,
            Context = context,
            RetryCount = CountOf(context, TransportKeys.RetryCount) ?? 0,
            Failures = FailuresIn(root),
        };
    }

    /// <summary>Nothing of it is known but the name that the entry gives.</summary>
    public static LegacyEnvelope Unread(LegacyEntry entry) =>
        new(null, entry.Find(LegacyEntry.JobIdField) is { } field ? LegacyEntry.TextOf(field) : "");

    /// <summary>How many attempts had failed when it was written: by the context, or else by the dead letter that it was.</summary>
    public static int FailuresIn(JsonElement root)
    {
        var context = Member(root, "payload") is { ValueKind: JsonValueKind.Object } payload ? Member(payload, "context") : null;
        return CountOf(context, TransportKeys.RetryCount) ?? CountOf(root, "retry_count") ?? 0;
    }

    /// <summary>The <c>job_id</c> behind the key of a mission that came from there; null for the key of any other.</summary>
    public static string? JobIdOf(string? idempotencyKey) =>
        idempotencyKey is not null && idempotencyKey.StartsWith(KeyPrefix, StringComparison.Ordinal) ? idempotencyKey[KeyPrefix.Length..] : null;

    private static int? CountOf(JsonElement? value, string name) =>
        value is { ValueKind: JsonValueKind.Object } given && Member(given, name) is { ValueKind: JsonValueKind.Number } count && count.TryGetInt32(out var retries)
            ? Math.Max(0, retries)
            : null;

    /// <summary>A member of the envelope; null when it is left out or <c>null</c>.</summary>
    public static JsonElement? Member(JsonElement value, string name) =>
        value.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;

    private static string? ReadKind(JsonElement root, JsonElement? context, InputErrors errors)
    {
        var (path, kind) = (TransportKeys.MissionKind, Member(root, TransportKeys.MissionKind));
        if (kind is null && context is { } given)
            (path, kind) = ($"payload.context.{TransportKeys.MissionKind}", Member(given, TransportKeys.MissionKind));
        if (kind is { ValueKind: not JsonValueKind.String } wrong)
        {
            errors.Add(path, $"must be a string, not {BodyFields.Describe(wrong)}.");
            return null;
        }

        // That fleet compares kinds in lower case, so its clients write them in any.
#pragma warning disable CA1308
        var name = kind?.GetString()!.Trim().ToLowerInvariant();
#pragma warning restore CA1308
        return string.IsNullOrEmpty(name) ? null : name;
    }

    private static string? ReadText(JsonElement value, string name, string path, InputErrors errors)
    {
        if (Member(value, name) is not { } member)
            errors.Add(path, "is missing; every mission has one.");
        else if (member.ValueKind != JsonValueKind.String)
            errors.Add(path, $"must be a string, not {BodyFields.Describe(member)}.");
        else if (string.IsNullOrWhiteSpace(member.GetString()))
            errors.Add(path, "is empty.");
        else
            return member.GetString();
        return null;
    }

    private static JsonElement? Parse(RedisValue envelope, long maxBytes, InputErrors errors)
    {
        var bytes = (byte[]?)envelope ?? [];
        if (bytes.Length > maxBytes)
        {
            errors.Add(LegacyEntry.EnvelopeField, $"has {bytes.Length:N0} bytes; the limit is {maxBytes:N0}. Put big inputs where the handler can fetch them.");
            return null;
        }

        if (!Utf8.IsValid(bytes))
        {
            errors.Add(LegacyEntry.EnvelopeField, "has bytes that are not UTF-8.");
            return null;
        }

        try
        {
            if (LoneSurrogates.Find(bytes) is { } offset)
            {
                errors.Add(LegacyEntry.EnvelopeField, $"has a string, at byte {offset}, with half of a surrogate pair; that is no text.");
                return null;
            }

            using var document = JsonDocument.Parse(bytes, Rules);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document.RootElement.Clone();
            errors.Add(LegacyEntry.EnvelopeField, $"must be a JSON object, not {BodyFields.Describe(document.RootElement)}.");
        }
        catch (JsonException exception)
        {
            errors.Add(LegacyEntry.EnvelopeField, $"is not JSON: {exception.Message}");
        }

        return null;
    }
}
