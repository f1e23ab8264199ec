namespace Corporation.Sagas.FactoryLife;

/// <summary>One row of a factory's append-only history.</summary>
public sealed class FactoryEvent
{
    /// <summary>Position among the events of all factories, given by the database.</summary>
    public long Position { get; set; }

    /// <summary>The factory.</summary>
    public string FactoryId { get; set; } = "";

    /// <summary>Position within the factory's history, from 1 without gaps; from 1 again for a factory that comes back after it was forgotten.</summary>
    public long Sequence { get; set; }

    /// <summary>When.</summary>
    public DateTimeOffset OccurredAt { get; set; }

    /// <summary>What: one of <see cref="Contracts.Fleet.FactoryEventNames"/>.</summary>
    public string Event { get; set; } = "";

    /// <summary>Who: <c>hq</c>, <c>api</c>, a mission or the factory.</summary>
    public string Actor { get; set; } = "";

    /// <summary>Why, in words.</summary>
    public string? Reason { get; set; }

    /// <summary>The status since then, by its member name.</summary>
    public string Status { get; set; } = "";
}
