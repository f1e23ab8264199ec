using System.Text.Json.Serialization;

namespace Corporation.Contracts.Reporting;

/// <summary>HQ has recorded the report; the factory may forget the attempt.</summary>
public sealed record ReportRecorded
{
    /// <summary>The mission.</summary>
    [JsonPropertyName("job_id")]
    public required Guid MissionId { get; init; }
}
