using System.Text.Json.Serialization;

namespace Corporation.Contracts.Cancelling;

/// <summary>
/// HQ tells the factory that holds a claim to end the handler; sent to the factory's own queue. The factory confirms with
/// <see cref="Reporting.MissionStopped"/> if somebody asked for it, and is fenced in any case when the lease ends.
/// </summary>
public sealed record CancelAttempt
{
    /// <summary>The mission.</summary>
    [JsonPropertyName("job_id")]
    public required Guid MissionId { get; init; }

    /// <summary>The fencing token of the attempt.</summary>
    [JsonPropertyName("claim_token")]
    public required Guid ClaimToken { get; init; }

    /// <summary>Who asked and why, for the log.</summary>
    [JsonPropertyName("reason")]
    public required string Reason { get; init; }
}
