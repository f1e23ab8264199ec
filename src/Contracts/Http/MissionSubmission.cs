using System.Text.Json;
using Corporation.Contracts.Missions;

namespace Corporation.Contracts.Http;

/// <summary>Body of <c>POST /api/v1/missions</c>: everything but the kind has a default.</summary>
public sealed record MissionSubmission
{
    /// <summary>The kind, or one of its aliases.</summary>
    public required string MissionKind { get; init; }

    /// <summary>What to do; the context must fit the kind's input schema.</summary>
    public SubmittedPayload? Payload { get; init; }

    /// <summary>The same key gives the same mission back, so a submit may be repeated. 1 to 200 characters.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>0 to 100, higher first within the kind. <value>Default 1.</value></summary>
    public int? Priority { get; init; }

    /// <summary>How long one attempt may run, 0.1 to 604,800 seconds. <value>Default: the kind's.</value></summary>
    public double? TimeoutSeconds { get; init; }

    /// <summary>Further attempts after the first, 0 to 100. <value>Default: the kind's.</value></summary>
    public int? MaxRetries { get; init; }

    /// <summary>Not before this time. <value>Default: at once.</value></summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>The mission expires when it has not ended by then. <value>Default: never.</value></summary>
    public DateTimeOffset? DeadlineAt { get; init; }

    /// <summary>The factory that must run it. <value>Default: any that fits.</value></summary>
    public string? TargetFactoryId { get; init; }

    /// <summary>Labels that the factory must have, at most 20: <c>gpu</c>, <c>os=linux</c>, <c>memory_gb&gt;=16</c>.</summary>
    public IReadOnlyList<string>? RequiredLabels { get; init; }

    /// <summary>Labels that are good to have, at most 20: the factory with most of them is chosen.</summary>
    public IReadOnlyList<string>? PreferredLabels { get; init; }

    /// <summary>Whether a retry goes to another factory than the one where it failed, as long as another one fits. <value>Default: no.</value></summary>
    public bool? RetryElsewhere { get; init; }
}

/// <summary>The payload as submitted: both parts may be left out.</summary>
public sealed record SubmittedPayload
{
    /// <summary>In words, at most <see cref="MissionLimits.MaxTaskLength"/> characters. <value>Default: the kind.</value></summary>
    public string? Task { get; init; }

    /// <summary>The typed input, a JSON object. <value>Default: an empty object.</value></summary>
    public JsonElement? Context { get; init; }
}
