using System.Text.Json.Serialization;

namespace Corporation.Contracts.Claiming;

/// <summary>The factory may run the attempt and must carry the token in every message about it.</summary>
public sealed record ClaimGranted
{
    /// <summary>The mission.</summary>
    [JsonPropertyName("job_id")]
    public required Guid MissionId { get; init; }

    /// <summary>The number of this attempt, from 1.</summary>
    [JsonPropertyName("attempt")]
    public required int Attempt { get; init; }

    /// <summary>The fencing token of this attempt.</summary>
    [JsonPropertyName("claim_token")]
    public required Guid ClaimToken { get; init; }

    /// <summary>How long the claim holds without renewal, in seconds. Renew every third of it.</summary>
    [JsonPropertyName("lease_seconds")]
    public required double LeaseSeconds { get; init; }

    /// <summary>How long the attempt may run, in seconds: its timeout, cut by the mission's overall deadline.</summary>
    [JsonPropertyName("timeout_seconds")]
    public required double TimeoutSeconds { get; init; }
}
