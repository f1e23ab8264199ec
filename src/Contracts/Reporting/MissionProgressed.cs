using System.Text.Json.Serialization;
using Corporation.Contracts.Missions;

namespace Corporation.Contracts.Reporting;

/// <summary>How far a handler is. Not answered. A factory sends at most one per second and mission, the newest.</summary>
public sealed record MissionProgressed
{
    /// <summary>The mission.</summary>
    [JsonPropertyName("job_id")]
    public required Guid MissionId { get; init; }

    /// <summary>The fencing token of the attempt.</summary>
    [JsonPropertyName("claim_token")]
    public required Guid ClaimToken { get; init; }

    /// <summary>0 to 100, or null when the handler can't tell.</summary>
    [JsonPropertyName("percent")]
    public double? Percent { get; init; }

    /// <summary>What it is doing, at most <see cref="MissionLimits.MaxProgressLength"/> characters.</summary>
    [JsonPropertyName("message")]
    public string? Message { get; init; }
}
