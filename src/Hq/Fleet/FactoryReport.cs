using System.Text.Json;
using System.Text.Json.Serialization;
using Corporation.Contracts.Announcing;

namespace Corporation.Hq.Fleet;

/// <summary>What is kept of a factory's last word, beside what decides something: as it came, to be shown.</summary>
internal sealed record FactoryReport
{
    /// <summary>Of a factory that beats.</summary>
    [JsonPropertyName("heartbeat")]
    public FactoryHeartbeat? Heartbeat { get; init; }

    /// <summary>Of one that registers over HTTP.</summary>
    [JsonPropertyName("capabilities")]
    public IReadOnlyList<string>? Capabilities { get; init; }

    /// <summary>As above.</summary>
    [JsonPropertyName("metadata")]
    public JsonElement? Metadata { get; init; }

    /// <summary>As above.</summary>
    [JsonPropertyName("heartbeat_latency_ms")]
    public double? HeartbeatLatencyMs { get; init; }

    public static FactoryReport Read(string stored) => JsonSerializer.Deserialize<FactoryReport>(stored) ?? new();
}
