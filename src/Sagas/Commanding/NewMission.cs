using Corporation.Sagas.MissionLife;

namespace Corporation.Sagas.Commanding;

/// <summary>A submission after validation: every default is filled in.</summary>
public sealed record NewMission
{
    /// <summary>The kind, aliases resolved.</summary>
    public required string MissionKind { get; init; }

    /// <summary>What it is about.</summary>
    public required string Task { get; init; }

    /// <summary>The typed input as compact JSON.</summary>
    public required string Context { get; init; }

    /// <summary>The submitter's key.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>0 to 100.</summary>
    public required int Priority { get; init; }

    /// <summary>Seconds.</summary>
    public required double TimeoutSeconds { get; init; }

    /// <summary>Further attempts.</summary>
    public required int MaxRetries { get; init; }

    /// <summary>Seconds.</summary>
    public required double RetryDelaySeconds { get; init; }

    /// <summary>Not before.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>Expires at.</summary>
    public DateTimeOffset? DeadlineAt { get; init; }

    /// <summary>What it asks of a factory; null when any with its kind will do.</summary>
    public MissionRouting? Routing { get; init; }

    /// <summary>Digests of the input schemas that the input was checked against, and fits.</summary>
    public IReadOnlyList<string> FittingSchemas { get; init; } = [];

    /// <summary>Its <c>job_id</c> in the fleet before this one, which is to be told its end; null when it did not come from there.</summary>
    public string? LegacyJobId { get; init; }

    /// <summary>The JSON by which it came from there, as it came; null when it did not.</summary>
    public string? LegacyEnvelope { get; init; }

    /// <summary>Who submits, for the timeline.</summary>
    public required string Actor { get; init; }
}
