using System.Text.Json.Serialization;

namespace Corporation.Contracts.Announcing;

/// <summary>A newer process of the same factory is known; the asking one must stop.</summary>
public sealed record FactorySuperseded
{
    /// <summary>The factory.</summary>
    [JsonPropertyName("factory_id")]
    public required string FactoryId { get; init; }

    /// <summary>The newer epoch.</summary>
    [JsonPropertyName("epoch")]
    public required long Epoch { get; init; }
}
