using System.Text.Json;

namespace Corporation.Contracts.Http;

/// <summary>A mission kind that the fleet can run.</summary>
public sealed record KindView
{
    /// <summary>The kind.</summary>
    public required string MissionKind { get; init; }

    /// <summary>Other names for it.</summary>
    public required IReadOnlyList<string> Aliases { get; init; }

    /// <summary>What it does.</summary>
    public required string Description { get; init; }

    /// <summary>Slots of all factories that offer it now; 0 when none does.</summary>
    public required int Slots { get; init; }

    /// <summary>The factories that offer it now.</summary>
    public required IReadOnlyList<string> Factories { get; init; }

    /// <summary>Attempt timeout where the mission says none.</summary>
    public required double TimeoutSeconds { get; init; }

    /// <summary>Further attempts where the mission says none.</summary>
    public required int MaxRetries { get; init; }

    /// <summary>Back-off before the first retry.</summary>
    public required double RetryDelaySeconds { get; init; }

    /// <summary>JSON schema of <c>payload.context</c>.</summary>
    public required JsonElement InputSchema { get; init; }

    /// <summary>JSON schema of the result.</summary>
    public required JsonElement ResultSchema { get; init; }
}

/// <summary>All kinds, by name.</summary>
/// <param name="Kinds">The kinds.</param>
public sealed record KindList(IReadOnlyList<KindView> Kinds);
