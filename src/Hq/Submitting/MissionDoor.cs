using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Corporation.Contracts.Announcing;
using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;
using Corporation.Hq.Fleet;
using Corporation.Hq.Refusing;
using Corporation.Sagas.Commanding;
using Microsoft.Extensions.Options;

namespace Corporation.Hq.Submitting;

/// <summary>Turns a submitted JSON object into a mission with every default filled in, or says all that is wrong with it.</summary>
internal sealed class MissionDoor(
    FactoryDirectory factories, InputCheck inputs, IOptions<MissionDoorOptions> options, TimeProvider time)
{
    private static readonly string[] MissionFields =
        ["mission_kind", "payload", "idempotency_key", "priority", "timeout_seconds", "max_retries", "start_at", "deadline_at", .. RoutingFields.Names];

    private static readonly string[] PayloadFields = ["task", "context"];

    private readonly int _maxPayloadBytes = options.Value.MaxPayloadBytes;

    /// <param name="submission">The submitted object.</param>
    /// <param name="path">Where it stands in the body, empty for the whole body.</param>
    /// <param name="headerKey">The key from the <c>Idempotency-Key</c> header, if any.</param>
    /// <param name="errors">Where to say what is wrong.</param>
    /// <returns>The mission; null when there were errors.</returns>
    public NewMission? Admit(JsonElement submission, string path, string? headerKey, InputErrors errors)
    {
        var before = errors.Count;
        if (BodyFields.Open(submission, path, MissionFields, errors) is not { } fields)
            return null;

        var kind = ReadKind(fields, errors);
        var key = ReadKey(fields, headerKey, errors);
        var priority = fields.Whole("priority", MissionLimits.MinPriority, MissionLimits.MaxPriority);
        var timeout = fields.Seconds("timeout_seconds", MissionLimits.MinTimeoutSeconds, MissionLimits.MaxTimeoutSeconds);
        var retries = fields.Whole("max_retries", 0, MissionLimits.MaxMaxRetries);
        var (start, deadline) = ReadTimes(fields, errors);
        var routing = RoutingFields.Read(fields, errors);
        var (task, context, fit) = ReadPayload(fields, kind, routing.TargetFactoryId, errors);
        if (kind is not null && IsOrder(kind.MissionKind) && routing.TargetFactoryId is null)
            fields.Missing("target_factory_id", $"{kind.MissionKind} is an order to one factory");
        if (errors.Count > before)
            return null;

        routing = routing with { Misfits = fit.Misfits };

        return new()
        {
            MissionKind = kind!.MissionKind,
            Task = task ?? kind.MissionKind,
            Context = context,
            IdempotencyKey = key,
            Priority = priority ?? MissionLimits.DefaultPriority,
            TimeoutSeconds = timeout ?? kind.TimeoutSeconds,
            MaxRetries = retries ?? kind.MaxRetries,
            RetryDelaySeconds = kind.RetryDelaySeconds,
            StartAt = start,
            DeadlineAt = deadline,
            Routing = routing.IsEmpty ? null : routing,
            FittingSchemas = fit.Fitting,
            Actor = "api",
        };
    }

    private KindAnnouncement? ReadKind(BodyFields fields, InputErrors errors)
    {
        if (fields.Find("mission_kind") is null)
        {
            fields.Missing("mission_kind", "the kind of mission, as listed by GET /api/v1/kinds");
            return null;
        }

        if (fields.Text("mission_kind", int.MaxValue) is not { } name)
            return null;

        if (factories.Find(name) is { } known)
            return known.Announcement;

        var path = fields.Prefix + "mission_kind";
        if (MissionKindName.IsLegal(name))
            errors.Add(path, Unknown(name), ProblemTypes.UnknownKind);
        else
            errors.Add(path, $"'{Refusal.Shorten(name)}' is not a legal name: {MissionKindName.Rule}.");
        return null;
    }

    /// <summary>Says which kinds there are, and which one may have been meant.</summary>
    public string Unknown(string name)
    {
        var kinds = factories.Kinds;
        if (kinds.Count == 0)
            return $"'{name}' is unknown, as is every kind: no factory has announced itself yet. Start one, then try again.";

        var names = kinds.Select(kind => kind.Announcement.MissionKind);
        var meant = Closest.To(name, kinds.SelectMany(kind => kind.Announcement.Aliases.Prepend(kind.Announcement.MissionKind)));
        var hint = meant is null ? "" : $" Did you mean '{meant}'?";
        return $"'{name}' is unknown: no factory has announced it.{hint} Known kinds: {string.Join(", ", names.Take(50))}.";
    }

    private static string? ReadKey(BodyFields fields, string? headerKey, InputErrors errors)
    {
        var key = fields.Text("idempotency_key", MissionLimits.MaxIdempotencyKeyLength);
        if (key is not null && key.AsSpan().ContainsAnyInRange('\0', '\x1f'))
            errors.Add(fields.Prefix + "idempotency_key", "has a control character; use letters, digits and punctuation.");
        if (headerKey is null)
            return key;

        if (headerKey.Length is 0 or > MissionLimits.MaxIdempotencyKeyLength)
            errors.Add("Idempotency-Key", $"the header has {headerKey.Length} characters; it must have 1 to {MissionLimits.MaxIdempotencyKeyLength}.");
        else if (key is not null && key != headerKey)
            errors.Add(fields.Prefix + "idempotency_key", $"is '{key}', but the Idempotency-Key header is '{headerKey}'; send one, or both alike.");
        return headerKey;
    }

    private (DateTimeOffset? Start, DateTimeOffset? Deadline) ReadTimes(BodyFields fields, InputErrors errors)
    {
        var now = time.GetUtcNow();
        var latest = now.AddDays(MissionLimits.MaxDaysAhead);
        var (start, deadline) = (fields.Time("start_at"), fields.Time("deadline_at"));

        if (start > latest)
            errors.Add(fields.Prefix + "start_at", $"{start:O} is more than {MissionLimits.MaxDaysAhead} days ahead.");
        if (deadline > latest)
            errors.Add(fields.Prefix + "deadline_at", $"{deadline:O} is more than {MissionLimits.MaxDaysAhead} days ahead.");
        if (deadline <= now)
            errors.Add(fields.Prefix + "deadline_at", $"{deadline:O} has passed already (HQ's clock says {now:O}).");
        else if (deadline <= start)
            errors.Add(fields.Prefix + "deadline_at", $"{deadline:O} is not after start_at ({start:O}); the mission could never run.");
        return (start, deadline);
    }

    private (string? Task, string Context, InputFit Fit) ReadPayload(BodyFields fields, KindAnnouncement? kind, string? target, InputErrors errors)
    {
        string? task = null;
        JsonElement? submitted = null;
        if (fields.Find("payload") is { } payload)
        {
            if (BodyFields.Open(payload, fields.Prefix + "payload", PayloadFields, errors) is not { } parts)
                return (null, "", InputFit.Unchecked);
            task = parts.Text("task", MissionLimits.MaxTaskLength);
            submitted = parts.Find("context");
        }

        var path = fields.Prefix + "payload.context";
        if (submitted is { ValueKind: not JsonValueKind.Object } wrong)
        {
            errors.Add(path, $"must be a JSON object, not {BodyFields.Describe(wrong)}.");
            return (task, "", InputFit.Unchecked);
        }

        var context = submitted is { } given ? Write(given, path, errors) : "{}";
        var fit = kind is not null && context is not null ? CheckSchemas(kind, target, submitted ?? EmptyObject, path, errors) : InputFit.Unchecked;
        return (task, context ?? "", fit);
    }

    /// <summary>
    /// Where factories mean different things by a kind, the input must fit what one of them means, and only those get the mission; what is for one factory must fit
    /// what that one means. Factories that come later are checked when they claim it (<see cref="Routing.InputJudge"/>).
    /// </summary>
    private InputFit CheckSchemas(KindAnnouncement kind, string? target, JsonElement context, string path, InputErrors errors)
    {
        var offers = factories.OffersOf(kind.MissionKind, target);
        if (offers.Count <= 1)
        {
            var only = offers.Count == 1 ? offers[0] : kind;
            inputs.Check(only, context, path, errors);
            return new InputFit([KindDigest.OfInput(only)], []);
        }

        var (fitting, misfits) = (new List<string>(), new List<string>());
        foreach (var offer in offers)
        {
            var its = new InputErrors();
            inputs.Check(offer, context, path, its);

            // What could not be checked is checked at the claim.
            if (!its.IsUncertain)
                (its.Any ? misfits : fitting).Add(KindDigest.OfInput(offer));
        }

        if (fitting.Count == 0)
        {
            inputs.Check(kind, context, path, errors);
            var versions = offers.Select(static offer => $"{offer.Version ?? "no version"} ({KindDigest.OfInput(offer)})");
            errors.Add(path, $"fits no version of {kind.MissionKind} that factories run: {string.Join(", ", versions)}. What is said of the fields is by the newest.");
        }

        return new InputFit(fitting, misfits);
    }

    private static bool IsOrder(string kind) => kind is "system:pause_factory" or "system:resume_factory";

    private static readonly JsonElement EmptyObject = JsonElement.Parse("{}");

    private string? Write(JsonElement context, string path, InputErrors errors)
    {
        var raw = JsonMarshal.GetRawUtf8Value(context);
        var rented = ArrayPool<byte>.Shared.Rent(raw.Length);
        var length = CompactJson.Write(raw, rented);
        var compact = length <= _maxPayloadBytes ? Encoding.UTF8.GetString(rented.AsSpan(0, length)) : null;
        ArrayPool<byte>.Shared.Return(rented);
        if (compact is not null)
            return compact;

        errors.Add(
            path,
            $"has {length:N0} bytes as compact JSON; the limit is {_maxPayloadBytes:N0}. Put big inputs where the handler can fetch them.",
            ProblemTypes.TooLarge);
        return null;
    }

    /// <summary>Digests of the schemas that an input was checked against.</summary>
    private sealed record InputFit(IReadOnlyList<string> Fitting, IReadOnlyList<string> Misfits)
    {
        public static InputFit Unchecked { get; } = new([], []);
    }
}
