using System.Text.Json;
using System.Text.RegularExpressions;
using Corporation.Contracts.Announcing;
using Corporation.Contracts.Missions;
using Corporation.Hq.Refusing;
using Corporation.Hq.Submitting;

namespace Corporation.Hq.Fleet;

/// <summary>The door for announcements: a factory that is wrong about itself is refused before anything is stored.</summary>
internal static partial class AnnouncementCheck
{
    /// <exception cref="InvalidOperationException">The announcement breaks a rule; the text names all of them.</exception>
    public static void ThrowIfIllegal(AnnounceFactory announcement)
    {
        var errors = new List<string>();
        CheckIdentity(announcement.FactoryId, announcement.Epoch, errors);
        CheckKinds(announcement.Kinds, errors);
        if (announcement.PendingReports.Count > MissionLimits.MaxPendingReports)
            errors.Add($"pending_reports has {announcement.PendingReports.Count} tokens; at most {MissionLimits.MaxPendingReports} are legal");

        if (errors.Count > 0)
            throw new InvalidOperationException($"The announcement of factory '{announcement.FactoryId}' is refused: {string.Join("; ", errors)}.");
    }

    /// <exception cref="InvalidOperationException">The heartbeat breaks a rule; the text names all of them.</exception>
    public static void ThrowIfIllegal(FactoryHeartbeat heartbeat)
    {
        var errors = new List<string>();
        CheckIdentity(heartbeat.FactoryId, heartbeat.Epoch, errors);
        if (heartbeat.Sequence <= 0)
            errors.Add($"sequence {heartbeat.Sequence} must be positive");
        if (heartbeat.IntervalSeconds is not (>= 1 and <= 86_400))
            errors.Add($"interval_seconds {heartbeat.IntervalSeconds} must be 1 to 86,400");
        if (heartbeat.Labels.Count > 200)
            errors.Add($"labels has {heartbeat.Labels.Count} entries; at most 200 are legal");
        foreach (var (name, value) in heartbeat.Labels)
        {
            if (name.Length is 0 or > 63 || value.Length > 200)
                errors.Add($"the label '{Refusal.Shorten(name)}' must have a name of 1 to 63 and a value of at most 200 characters");
        }

        if (heartbeat.Running.Count > 10_000)
            errors.Add($"running has {heartbeat.Running.Count} entries; at most 10,000 are legal");
        if (errors.Count > 0)
            throw new InvalidOperationException($"The heartbeat of factory '{Refusal.Shorten(heartbeat.FactoryId)}' is refused: {string.Join("; ", errors)}.");
    }

    /// <summary>Whether a factory may be called so.</summary>
    public static bool IsLegalId(string factoryId) => FactoryId().IsMatch(factoryId);

    private static void CheckIdentity(string factoryId, long epoch, List<string> errors)
    {
        if (!IsLegalId(factoryId))
            errors.Add($"factory_id '{Refusal.Shorten(factoryId)}' must be 1 to 100 letters, digits, dots, dashes and underscores, and begin with a letter or digit");
        if (epoch <= 0)
            errors.Add($"epoch {epoch} must be positive");
    }

    private static void CheckKinds(IReadOnlyList<KindAnnouncement> kinds, List<string> errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var kind in kinds)
            CheckKind(kind, names, errors);
    }

    private static void CheckKind(KindAnnouncement kind, HashSet<string> names, List<string> errors)
    {
        foreach (var name in kind.Aliases.Prepend(kind.MissionKind))
        {
            if (!MissionKindName.IsLegal(name))
                errors.Add($"'{name}' is no legal kind: {MissionKindName.Rule}");
            else if (!names.Add(name))
                errors.Add($"'{name}' is announced twice");
        }

        if (kind.Slots < 1)
            errors.Add($"{kind.MissionKind} has {kind.Slots} slots; at least 1 is needed");
        if (kind.TimeoutSeconds is not (>= MissionLimits.MinTimeoutSeconds and <= MissionLimits.MaxTimeoutSeconds))
            errors.Add($"{kind.MissionKind} has timeout_seconds {kind.TimeoutSeconds}; {MissionLimits.MinTimeoutSeconds} to {MissionLimits.MaxTimeoutSeconds} is legal");
        if (kind.MaxRetries is < 0 or > MissionLimits.MaxMaxRetries)
            errors.Add($"{kind.MissionKind} has max_retries {kind.MaxRetries}; 0 to {MissionLimits.MaxMaxRetries} is legal");
        if (kind.RetryDelaySeconds is not (>= 0 and <= MissionLimits.MaxRetryDelaySeconds))
            errors.Add($"{kind.MissionKind} has retry_delay_seconds {kind.RetryDelaySeconds}; 0 to {MissionLimits.MaxRetryDelaySeconds} is legal");
        CheckSchema(kind, errors);
    }

    private static void CheckSchema(KindAnnouncement kind, List<string> errors)
    {
        if (kind.InputSchema.ValueKind is not JsonValueKind.Object)
        {
            errors.Add($"{kind.MissionKind} has no input_schema object");
            return;
        }

        try
        {
            SchemaCheck.Compile(kind.InputSchema);
        }
        catch (SchemaUnreadableException exception)
        {
            errors.Add($"the input_schema of {kind.MissionKind} can't be checked: {exception.Message}");
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,99}\z", RegexOptions.CultureInvariant)]
    private static partial Regex FactoryId();
}
