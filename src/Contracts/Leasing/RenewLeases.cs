using System.Text.Json.Serialization;

namespace Corporation.Contracts.Leasing;

/// <summary>A factory renews all the claims it holds, every third of the lease. Answered with <see cref="LeasesRenewed"/>.</summary>
public sealed record RenewLeases
{
    /// <summary>Who holds them.</summary>
    [JsonPropertyName("factory_id")]
    public required string FactoryId { get; init; }

    /// <summary>The boot identity of the process.</summary>
    [JsonPropertyName("epoch")]
    public required long Epoch { get; init; }

    /// <summary>What it holds.</summary>
    [JsonPropertyName("claims")]
    public required IReadOnlyList<HeldClaim> Claims { get; init; }
}
