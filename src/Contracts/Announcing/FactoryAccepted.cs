using System.Text.Json.Serialization;

namespace Corporation.Contracts.Announcing;

/// <summary>HQ knows the factory and will offer it missions.</summary>
public sealed record FactoryAccepted
{
    /// <summary>The factory.</summary>
    [JsonPropertyName("factory_id")]
    public required string FactoryId { get; init; }
}
