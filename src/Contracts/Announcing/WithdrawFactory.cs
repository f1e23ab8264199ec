using System.Text.Json.Serialization;

namespace Corporation.Contracts.Announcing;

/// <summary>A factory process takes no new missions from now on: it is draining or stopping. Answered with <see cref="FactoryAccepted"/>.</summary>
public sealed record WithdrawFactory
{
    /// <summary>The factory.</summary>
    [JsonPropertyName("factory_id")]
    public required string FactoryId { get; init; }

    /// <summary>The boot identity of the process.</summary>
    [JsonPropertyName("epoch")]
    public required long Epoch { get; init; }
}
