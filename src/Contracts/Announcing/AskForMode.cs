using System.Text.Json.Serialization;
using Corporation.Contracts.Fleet;

namespace Corporation.Contracts.Announcing;

/// <summary>A factory asks HQ to be told something: a mission says so. HQ alone decides what a factory is to do. Answered with <see cref="FactoryAccepted"/>.</summary>
public sealed record AskForMode
{
    /// <summary>The factory.</summary>
    [JsonPropertyName("factory_id")]
    public required string FactoryId { get; init; }

    /// <summary>The boot identity of the process.</summary>
    [JsonPropertyName("epoch")]
    public required long Epoch { get; init; }

    /// <summary>What it wants to be told.</summary>
    [JsonPropertyName("mode")]
    public required FactoryMode Mode { get; init; }

    /// <summary>The mission that says so.</summary>
    [JsonPropertyName("job_id")]
    public required Guid MissionId { get; init; }

    /// <summary>Why, in words.</summary>
    [JsonPropertyName("reason")]
    public string? Reason { get; init; }
}
