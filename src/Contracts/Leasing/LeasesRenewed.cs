using System.Text.Json.Serialization;
using Corporation.Contracts.Claiming;

namespace Corporation.Contracts.Leasing;

/// <summary>What of a renewal did not hold. Everything not named is renewed.</summary>
public sealed record LeasesRenewed
{
    /// <summary>Claims that are no longer the factory's: it cancels these handlers and reports nothing about them.</summary>
    [JsonPropertyName("lost")]
    public required IReadOnlyList<LostClaim> Lost { get; init; }

    /// <summary>Missions that somebody wants cancelled: repeated here in case the cancel message was lost.</summary>
    [JsonPropertyName("cancel_requested")]
    public required IReadOnlyList<HeldClaim> CancelRequested { get; init; }
}

/// <summary>A claim that is no longer the factory's.</summary>
/// <param name="MissionId">The mission.</param>
/// <param name="ClaimToken">The token that no longer holds.</param>
/// <param name="Reason">Why.</param>
public sealed record LostClaim(
    [property: JsonPropertyName("job_id")] Guid MissionId,
    [property: JsonPropertyName("claim_token")] Guid ClaimToken,
    [property: JsonPropertyName("reason")] ClaimDenial Reason);
