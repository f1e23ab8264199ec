using System.Text.Json.Serialization;

namespace Corporation.Contracts.Reporting;

/// <summary>
/// The factory gives a mission back, because it is shutting down: no retry is spent.
/// Answered with <see cref="ReportRecorded"/> or <see cref="ReportRefused"/>.
/// </summary>
public sealed record MissionReleased
{
    /// <summary>The mission.</summary>
    [JsonPropertyName("job_id")]
    public required Guid MissionId { get; init; }

    /// <summary>The fencing token of the attempt.</summary>
    [JsonPropertyName("claim_token")]
    public required Guid ClaimToken { get; init; }

    /// <summary>Why, for the timeline.</summary>
    [JsonPropertyName("reason")]
    public required string Reason { get; init; }

    /// <summary>What the attempt consumed until then.</summary>
    [JsonPropertyName("usage")]
    public IReadOnlyList<UsageEntry> Usage { get; init; } = [];
}
