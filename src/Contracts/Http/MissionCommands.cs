using Corporation.Contracts.Missions;

namespace Corporation.Contracts.Http;

/// <summary>Body of <c>POST …/cancel</c>, <c>…/requeue</c> and <c>…/discard</c>; may be left out.</summary>
public sealed record MissionCommand
{
    /// <summary>Why, for the timeline; at most 500 characters.</summary>
    public string? Reason { get; init; }
}

/// <summary>
/// Body of <c>POST /api/v1/dead-letters/requeue</c> and <c>…/discard</c>. Without <see cref="ConfirmCount"/> nothing happens but a count;
/// with it, the command runs if the count is still the same.
/// </summary>
public sealed record DeadLetterSelection
{
    /// <summary>Only this kind.</summary>
    public string? MissionKind { get; init; }

    /// <summary>Only those of this factory's last attempt.</summary>
    public string? FactoryId { get; init; }

    /// <summary>Only those whose task, key or error has these words.</summary>
    public string? Text { get; init; }

    /// <summary>Only those submitted at or after this time.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only those submitted before this time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The count that the caller has seen and means.</summary>
    public int? ConfirmCount { get; init; }

    /// <summary>Why, for the timeline; at most 500 characters.</summary>
    public string? Reason { get; init; }
}

/// <summary>Answer to a bulk command.</summary>
/// <param name="Matched">How many dead letters the selection names.</param>
/// <param name="Changed">How many were changed; 0 when only counted.</param>
public sealed record DeadLetterOutcome(int Matched, int Changed);

/// <summary>How many missions are in each state.</summary>
/// <param name="States">Count by state; states without missions are absent.</param>
public sealed record MissionCounts(IReadOnlyDictionary<MissionLifeState, long> States);
