using System.Text.Json.Serialization;
using Corporation.Contracts.Missions;

namespace Corporation.Contracts.Offering;

/// <summary>
/// The envelope that offers a mission to the factories of its kind. It may be duplicated or lost without harm: the claim decides.
/// </summary>
public sealed record ExecuteMission
{
    /// <summary>The mission.</summary>
    [JsonPropertyName("job_id")]
    public required Guid MissionId { get; init; }

    /// <summary>The submitter's key, if it gave one.</summary>
    [JsonPropertyName("idempotency_key")]
    public string? IdempotencyKey { get; init; }

    /// <summary>The kind, which chooses the handler.</summary>
    [JsonPropertyName("mission_kind")]
    public required string MissionKind { get; init; }

    /// <summary>0 to 100, higher first.</summary>
    [JsonPropertyName("priority")]
    public required int Priority { get; init; }

    /// <summary>How long one attempt may run, in seconds.</summary>
    [JsonPropertyName("timeout_seconds")]
    public required double TimeoutSeconds { get; init; }

    /// <summary>Further attempts after the first.</summary>
    [JsonPropertyName("max_retries")]
    public required int MaxRetries { get; init; }

    /// <summary>What to do.</summary>
    [JsonPropertyName("payload")]
    public required MissionPayload Payload { get; init; }

    /// <summary>The attempt that this offer is for, from 1. A claim for another one is denied as superseded.</summary>
    [JsonPropertyName("attempt")]
    public required int Attempt { get; init; }

    /// <summary>When the whole mission must have ended, if ever.</summary>
    [JsonPropertyName("deadline_at")]
    public DateTimeOffset? DeadlineAt { get; init; }
}
