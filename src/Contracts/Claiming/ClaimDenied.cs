using System.Text.Json.Serialization;

namespace Corporation.Contracts.Claiming;

/// <summary>The factory must not run the attempt; it drops the offer.</summary>
public sealed record ClaimDenied
{
    /// <summary>The mission.</summary>
    [JsonPropertyName("job_id")]
    public required Guid MissionId { get; init; }

    /// <summary>Why.</summary>
    [JsonPropertyName("reason")]
    public required ClaimDenial Reason { get; init; }
}
