using System.Text.Json.Serialization;

namespace Corporation.Contracts.Reporting;

/// <summary>The handler of an attempt has begun. Not answered; a lost one does no harm.</summary>
public sealed record MissionStarted
{
    /// <summary>The mission.</summary>
    [JsonPropertyName("job_id")]
    public required Guid MissionId { get; init; }

    /// <summary>The fencing token of the attempt.</summary>
    [JsonPropertyName("claim_token")]
    public required Guid ClaimToken { get; init; }
}
