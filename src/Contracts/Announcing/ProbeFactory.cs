using System.Text.Json.Serialization;

namespace Corporation.Contracts.Announcing;

/// <summary>
/// Sent to a factory's own queue after each of its heartbeats. The next heartbeat says whether it came: a factory that beats and hears nothing is deaf.
/// </summary>
public sealed record ProbeFactory
{
    /// <summary>The <see cref="FactoryHeartbeat.Sequence"/> that it follows.</summary>
    [JsonPropertyName("number")]
    public required long Number { get; init; }

    /// <summary>The process that it is for.</summary>
    [JsonPropertyName("epoch")]
    public required long Epoch { get; init; }
}
