using System.Text.Json.Serialization;
using Corporation.Contracts.Missions;

namespace Corporation.Contracts.Reporting;

/// <summary>An attempt failed. Answered with <see cref="ReportRecorded"/> or <see cref="ReportRefused"/>; sent again until answered.</summary>
public sealed record MissionFailed
{
    /// <summary>The mission.</summary>
    [JsonPropertyName("job_id")]
    public required Guid MissionId { get; init; }

    /// <summary>The fencing token of the attempt.</summary>
    [JsonPropertyName("claim_token")]
    public required Guid ClaimToken { get; init; }

    /// <summary>Always <c>FAILED</c>.</summary>
    [JsonPropertyName("status")]
    public string Status { get; init; } = ResultStatuses.Failed;

    /// <summary>Why.</summary>
    [JsonPropertyName("error")]
    public required MissionError Error { get; init; }

    /// <summary>False when no retry can help.</summary>
    [JsonPropertyName("retryable")]
    public required bool Retryable { get; init; }

    /// <summary>When to try again, in seconds from now, if the handler knows better than the back-off.</summary>
    [JsonPropertyName("retry_after_seconds")]
    public double? RetryAfterSeconds { get; init; }

    /// <summary>What the attempt consumed.</summary>
    [JsonPropertyName("usage")]
    public IReadOnlyList<UsageEntry> Usage { get; init; } = [];
}
