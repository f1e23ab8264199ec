namespace Corporation.Sagas.MissionLife;

/// <summary>One row of the append-only timeline.</summary>
public sealed class MissionEvent
{
    /// <summary>Position among all events, given by the database.</summary>
    public long Position { get; set; }

    /// <summary>The mission.</summary>
    public Guid MissionId { get; set; }

    /// <summary>Position within the mission, from 1 without gaps.</summary>
    public long Sequence { get; set; }

    /// <summary>When.</summary>
    public DateTimeOffset OccurredAt { get; set; }

    /// <summary>What: one of <see cref="Contracts.Missions.MissionEventNames"/>.</summary>
    public string Event { get; set; } = "";

    /// <summary>Who: <c>hq</c>, <c>api</c> or a factory id.</summary>
    public string Actor { get; set; } = "";

    /// <summary>The attempt it concerns; 0 before the first.</summary>
    public int Attempt { get; set; }

    /// <summary>A JSON object, or null.</summary>
    public string? Details { get; set; }

    /// <summary>The kind of the mission, for observers of the commit; not stored.</summary>
    public string MissionKind { get; set; } = "";

    /// <summary>The factory that held the claim when it happened, for observers of the commit; not stored.</summary>
    public string? FactoryId { get; set; }

    /// <summary>With a claim: since when the mission had been in the queue, for observers of the commit; not stored.</summary>
    public DateTimeOffset? QueuedSince { get; set; }

    /// <summary>With a claim: since when it had been offered, if it still was, for observers of the commit; not stored.</summary>
    public DateTimeOffset? OfferedSince { get; set; }

    /// <summary>Whether the mission asks something of its factory, for observers of the commit; not stored.</summary>
    public bool IsRouted { get; set; }

    /// <summary>With the end of an attempt: when its handler began, for observers of the commit; not stored.</summary>
    public DateTimeOffset? StartedSince { get; set; }

    /// <summary>The claim that held when it happened, for observers of the commit; not stored.</summary>
    public Guid? ClaimToken { get; set; }
}
