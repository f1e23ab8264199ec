using System.Text.Json.Serialization;
using Corporation.Contracts.Fleet;

namespace Corporation.Contracts.Announcing;

/// <summary>HQ has heard a heartbeat, and says what it wants of the factory.</summary>
public sealed record HeartbeatHeard
{
    /// <summary>The factory.</summary>
    [JsonPropertyName("factory_id")]
    public required string FactoryId { get; init; }

    /// <summary>HQ's time when it answered.</summary>
    [JsonPropertyName("hq_time")]
    public required DateTimeOffset HqTime { get; init; }

    /// <summary>What the factory is to do.</summary>
    [JsonPropertyName("mode")]
    public required FactoryMode Mode { get; init; }

    /// <summary>Why; null for <see cref="FactoryMode.Active"/>.</summary>
    [JsonPropertyName("mode_reason")]
    public string? ModeReason { get; init; }

    /// <summary>While draining: for how many seconds more what runs may go on; null for as long as it takes.</summary>
    [JsonPropertyName("drain_seconds")]
    public double? DrainSeconds { get; init; }

    /// <summary>The <see cref="ControlFactory.Revision"/> of that.</summary>
    [JsonPropertyName("revision")]
    public required long Revision { get; init; }

    /// <summary>HQ knows of no attempt that the factory holds and of no report that it owes: a draining process may end.</summary>
    [JsonPropertyName("is_drained")]
    public bool IsDrained { get; init; }

    /// <summary>HQ does not know the process: it must announce itself again.</summary>
    [JsonPropertyName("must_announce")]
    public bool MustAnnounce { get; init; }
}
