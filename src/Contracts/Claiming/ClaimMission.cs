using System.Text.Json.Serialization;

namespace Corporation.Contracts.Claiming;

/// <summary>
/// A factory asks HQ for the right to run an attempt. Answered with <see cref="ClaimGranted"/> or <see cref="ClaimDenied"/>.
/// Asking again for what the same process already holds gives the same grant, so a lost answer does no harm.
/// </summary>
public sealed record ClaimMission
{
    /// <summary>The mission.</summary>
    [JsonPropertyName("job_id")]
    public required Guid MissionId { get; init; }

    /// <summary>The attempt named by the offer.</summary>
    [JsonPropertyName("attempt")]
    public required int Attempt { get; init; }

    /// <summary>Who asks.</summary>
    [JsonPropertyName("factory_id")]
    public required string FactoryId { get; init; }

    /// <summary>The boot identity of the asking process: Unix microseconds of its start.</summary>
    [JsonPropertyName("epoch")]
    public required long Epoch { get; init; }
}
