using System.Text.Json;
using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;
using Corporation.Hq.Fleet;
using Corporation.Hq.Refusing;
using Corporation.Hq.Submitting;
using Corporation.Sagas.Commanding;
using Microsoft.Extensions.Options;

namespace Corporation.Hq.LegacyStreams;

/// <summary>Turns an entry of the old fleet into a mission through the door that all missions take, or says all that is wrong with it.</summary>
internal sealed class LegacyDoor(
    MissionDoor door, FactoryDirectory factories, IOptions<LegacyStreamsOptions> options, IOptions<MissionDoorOptions> limits)
{
    /// <summary>Who submits, in the timeline.</summary>
    public const string Actor = "legacy-streams";

    // What an envelope of that fleet means when it says nothing.
    private const int DefaultTimeoutSeconds = 3_600;
    private const int DefaultMaxRetries = 3;

    private const string SystemPrefix = "system:";

    private readonly LegacyStreamsOptions _options = options.Value;

    /// <param name="entry">The entry, with fields.</param>
    /// <param name="errors">Where to say what is wrong.</param>
    /// <returns>The envelope as far as it could be read, and the mission; no mission when there were errors.</returns>
    public (LegacyEnvelope Envelope, NewMission? Mission) Admit(LegacyEntry entry, InputErrors errors)
    {
        var envelope = LegacyEnvelope.Read(entry, limits.Value.MaxSubmitBytes, errors);
        if (errors.Any || FindKind(envelope, errors) is not { } kind || ReadRetries(envelope, errors) is not { } retries)
            return (envelope, null);

        using var submission = JsonDocument.Parse(SortedJson.Write(writer => WriteSubmission(writer, envelope, kind, retries)));
        return (envelope, door.Admit(submission.RootElement, "", null, errors) is { } mission
            ? mission with { Actor = Actor, LegacyJobId = envelope.JobId, LegacyEnvelope = envelope.Text }
            : null);
    }

    private string? FindKind(LegacyEnvelope envelope, InputErrors errors)
    {
        if (envelope.Kind is not { } name)
        {
            if (_options.BlankKind.Length > 0)
                return _options.BlankKind;
            errors.Add(
                TransportKeys.MissionKind,
                $"is missing, there and in payload.context. Name the kind, or set {LegacyStreamsOptions.Section}:{nameof(_options.BlankKind)}.");
            return null;
        }

        var kind = _options.Kinds.GetValueOrDefault(name, name);
        if (factories.Find(kind) is not null)
            return kind;

        // An order to a machine is no work for whoever takes the rest.
        if (_options.UnknownKind.Length > 0 && !name.StartsWith(SystemPrefix, StringComparison.Ordinal))
            return _options.UnknownKind;
        errors.Add(TransportKeys.MissionKind, door.Unknown(Refusal.Shorten(kind)), ProblemTypes.UnknownKind);
        return null;
    }

    /// <summary>That fleet counts attempts and not repeats: 3 is three attempts, 0 and 1 are one. Those that failed there are spent.</summary>
    private static int? ReadRetries(LegacyEnvelope envelope, InputErrors errors)
    {
        var attempts = DefaultMaxRetries;
        if (LegacyEnvelope.Member(envelope.Root!.Value, "max_retries") is { } given)
        {
            if (WholeOf(given) is not { } whole || whole < 0)
            {
                errors.Add("max_retries", $"must be a whole number, 0 or more, not {Refusal.Shorten(given.GetRawText())}.");
                return null;
            }

            attempts = (int)Math.Min(whole, MissionLimits.MaxMaxRetries + 1);
        }

        return (int)Math.Max(0L, (long)attempts - 1 - envelope.RetryCount);
    }

    private static void WriteSubmission(Utf8JsonWriter writer, LegacyEnvelope envelope, string kind, int retries)
    {
        var root = envelope.Root!.Value;
        writer.WriteStartObject();
        writer.WriteString("mission_kind", kind);
        writer.WriteString("idempotency_key", LegacyEnvelope.KeyPrefix + envelope.JobId);
        writer.WriteNumber("max_retries", retries);
        WritePriority(writer, root);
        WriteTimeout(writer, root);
        Copy(writer, root, "expires_at", "deadline_at");

        writer.WriteStartObject("payload");
        writer.WriteString("task", envelope.Task);
        writer.WriteStartObject("context");
        if (envelope.Context is { } context)
        {
            foreach (var member in context.EnumerateObject().Where(member => !TransportKeys.Contains(member.Name)))
                member.WriteTo(writer);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    // That fleet's limits are wider, and what is legal there is no dead letter here. What is illegal there, too, the door refuses.
    private static void WritePriority(Utf8JsonWriter writer, JsonElement root)
    {
        if (LegacyEnvelope.Member(root, "priority") is { } given && WholeOf(given) is { } priority)
            writer.WriteNumber("priority", (int)Math.Clamp(priority, MissionLimits.MinPriority, MissionLimits.MaxPriority));
        else
            Copy(writer, root, "priority", "priority");
    }

    private static void WriteTimeout(Utf8JsonWriter writer, JsonElement root)
    {
        const string Name = "timeout_seconds";
        if (LegacyEnvelope.Member(root, Name) is { } given && WholeOf(given) is > MissionLimits.MaxTimeoutSeconds)
            writer.WriteNumber(Name, MissionLimits.MaxTimeoutSeconds);
        else if (!Copy(writer, root, Name, Name))
            writer.WriteNumber(Name, DefaultTimeoutSeconds);
    }

    /// <summary>A whole number of any size, as that fleet's have no limit; null for anything else.</summary>
    private static double? WholeOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && Math.Floor(number) == number ? number : null;

    private static bool Copy(Utf8JsonWriter writer, JsonElement root, string name, string target)
    {
        if (LegacyEnvelope.Member(root, name) is not { } value)
            return false;

        writer.WritePropertyName(target);
        value.WriteTo(writer);
        return true;
    }
}
