using System.Text.Json.Serialization;
using Corporation.Contracts.Claiming;

namespace Corporation.Contracts.Reporting;

/// <summary>The report came with a claim that no longer holds and changed nothing; the factory forgets the attempt.</summary>
public sealed record ReportRefused
{
    /// <summary>The mission.</summary>
    [JsonPropertyName("job_id")]
    public required Guid MissionId { get; init; }

    /// <summary>Why.</summary>
    [JsonPropertyName("reason")]
    public required ClaimDenial Reason { get; init; }
}
