using System.Text.Json;

namespace Corporation.Contracts.Http;

/// <summary>One row of a mission's timeline.</summary>
public sealed record MissionEventView
{
    /// <summary>Position among all events of this HQ, growing; the cursor of the fleet-wide stream.</summary>
    public required long Position { get; init; }

    /// <summary>The mission.</summary>
    public required Guid JobId { get; init; }

    /// <summary>Position within the mission, from 1 without gaps; the cursor of the mission's stream.</summary>
    public required long Sequence { get; init; }

    /// <summary>When, by HQ's clock.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>What happened: one of <see cref="Missions.MissionEventNames"/>.</summary>
    public required string Event { get; init; }

    /// <summary>Who did it: <c>hq</c>, <c>api</c> or a factory id.</summary>
    public required string Actor { get; init; }

    /// <summary>The attempt it concerns; 0 before the first.</summary>
    public required int Attempt { get; init; }

    /// <summary>Whatever else is to be told, a JSON object.</summary>
    public JsonElement? Details { get; init; }
}

/// <summary>The timeline of a mission, oldest first.</summary>
/// <param name="Events">At most 1,000 rows.</param>
/// <param name="NextAfter">Give it back as <c>after</c> for the next rows; absent when there are none.</param>
public sealed record MissionTimeline(IReadOnlyList<MissionEventView> Events, long? NextAfter = null);
