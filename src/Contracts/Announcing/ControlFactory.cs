using System.Text.Json.Serialization;
using Corporation.Contracts.Fleet;

namespace Corporation.Contracts.Announcing;

/// <summary>
/// What HQ wants of a factory has changed: sent to its own queue, so that it need not wait for its next heartbeat. Losing it does no harm: the answer to each
/// heartbeat says the same.
/// </summary>
public sealed record ControlFactory
{
    /// <summary>What the factory is to do.</summary>
    [JsonPropertyName("mode")]
    public required FactoryMode Mode { get; init; }

    /// <summary>Why; null for <see cref="FactoryMode.Active"/>.</summary>
    [JsonPropertyName("mode_reason")]
    public string? ModeReason { get; init; }

    /// <summary>While draining: for how many seconds more what runs may go on; null for as long as it takes.</summary>
    [JsonPropertyName("drain_seconds")]
    public double? DrainSeconds { get; init; }

    /// <summary>Grows with each change: an order that was overtaken is not obeyed.</summary>
    [JsonPropertyName("revision")]
    public required long Revision { get; init; }
}
