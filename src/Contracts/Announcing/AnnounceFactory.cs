using System.Text.Json.Serialization;
using Corporation.Contracts.Missions;

namespace Corporation.Contracts.Announcing;

/// <summary>
/// A factory process says who it is and what it can run. Answered with <see cref="FactoryAccepted"/> or <see cref="FactorySuperseded"/>.
/// A newer epoch supersedes an older one of the same factory at once.
/// </summary>
public sealed record AnnounceFactory
{
    /// <summary>The factory's name, 1 to 100 letters, digits, dots, dashes and underscores.</summary>
    [JsonPropertyName("factory_id")]
    public required string FactoryId { get; init; }

    /// <summary>The boot identity of the process: Unix microseconds of its start.</summary>
    [JsonPropertyName("epoch")]
    public required long Epoch { get; init; }

    /// <summary>The <c>FACTORY_ROLE</c> of the process.</summary>
    [JsonPropertyName("factory_role")]
    public required string Role { get; init; }

    /// <summary>The version of the software.</summary>
    [JsonPropertyName("version")]
    public required string Version { get; init; }

    /// <summary>What it can run.</summary>
    [JsonPropertyName("kinds")]
    public required IReadOnlyList<KindAnnouncement> Kinds { get; init; }

    /// <summary>
    /// Claim tokens of earlier processes of this factory whose ends it knows and still has to report, at most <see cref="MissionLimits.MaxPendingReports"/>.
    /// The newer epoch does not take these claims away; their leases go on.
    /// </summary>
    [JsonPropertyName("pending_reports")]
    public IReadOnlyList<Guid> PendingReports { get; init; } = [];
}
