using System.Text.Json.Serialization;

namespace Corporation.Contracts.Reporting;

/// <summary>
/// The handler has ended because the mission was cancelled. Answered with <see cref="ReportRecorded"/> or <see cref="ReportRefused"/>.
/// </summary>
public sealed record MissionStopped
{
    /// <summary>The mission.</summary>
    [JsonPropertyName("job_id")]
    public required Guid MissionId { get; init; }

    /// <summary>The fencing token of the attempt.</summary>
    [JsonPropertyName("claim_token")]
    public required Guid ClaimToken { get; init; }

    /// <summary>What the attempt consumed.</summary>
    [JsonPropertyName("usage")]
    public IReadOnlyList<UsageEntry> Usage { get; init; } = [];
}
