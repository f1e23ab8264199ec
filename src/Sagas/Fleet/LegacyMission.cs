namespace Corporation.Sagas.Fleet;

/// <summary>A mission that came over the streams of the fleet before this one, and whose end is to be told there.</summary>
public sealed class LegacyMission
{
    /// <summary>The mission.</summary>
    public Guid MissionId { get; set; }

    /// <summary>Its <c>job_id</c> there.</summary>
    public string JobId { get; set; } = "";

    /// <summary>The mission as it came, a JSON object: what a dead letter gives back. Null for those that came before this was kept.</summary>
    public string? Envelope { get; set; }

    /// <summary>When its end was told; null before that.</summary>
    public DateTimeOffset? ReportedAt { get; set; }
}
