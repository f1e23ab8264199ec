using System.Text.Json;
using System.Text.Json.Serialization;

namespace Corporation.Contracts.Reporting;

/// <summary>An attempt has a result. Answered with <see cref="ReportRecorded"/> or <see cref="ReportRefused"/>; sent again until answered.</summary>
public sealed record MissionSucceeded
{
    /// <summary>The mission.</summary>
    [JsonPropertyName("job_id")]
    public required Guid MissionId { get; init; }

    /// <summary>The fencing token of the attempt.</summary>
    [JsonPropertyName("claim_token")]
    public required Guid ClaimToken { get; init; }

    /// <summary>Always <c>SUCCESS</c>.</summary>
    [JsonPropertyName("status")]
    public string Status { get; init; } = ResultStatuses.Success;

    /// <summary>The handler's result as JSON.</summary>
    [JsonPropertyName("result")]
    public required JsonElement Result { get; init; }

    /// <summary>What the attempt consumed.</summary>
    [JsonPropertyName("usage")]
    public IReadOnlyList<UsageEntry> Usage { get; init; } = [];
}
