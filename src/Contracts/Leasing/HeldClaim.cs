using System.Text.Json.Serialization;

namespace Corporation.Contracts.Leasing;

/// <summary>One claim that a factory believes it holds.</summary>
/// <param name="MissionId">The mission.</param>
/// <param name="ClaimToken">The fencing token of the attempt.</param>
public sealed record HeldClaim(
    [property: JsonPropertyName("job_id")] Guid MissionId,
    [property: JsonPropertyName("claim_token")] Guid ClaimToken);
