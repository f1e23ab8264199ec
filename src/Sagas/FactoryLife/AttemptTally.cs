namespace Corporation.Sagas.FactoryLife;

/// <summary>How the attempts of a factory ended within five minutes, by kind: what its success rate and durations are told from.</summary>
/// <remarks>Added up in the transaction that ends the attempt, so it is exact. Each HQ has rows of its own: they never wait for each other.</remarks>
public sealed class AttemptTally
{
    /// <summary>The factory.</summary>
    public string FactoryId { get; set; } = "";

    /// <summary>The kind.</summary>
    public string MissionKind { get; set; } = "";

    /// <summary>The five minutes: whole five-minute periods since 1970.</summary>
    public long Period { get; set; }

    /// <summary>The HQ process that counted.</summary>
    public string Writer { get; set; } = "";

    /// <summary>Attempts with a result.</summary>
    public long Succeeded { get; set; }

    /// <summary>Attempts that failed or overran their time.</summary>
    public long Failed { get; set; }

    /// <summary>Attempts whose lease lapsed, or whose process was superseded.</summary>
    public long Lost { get; set; }

    /// <summary>Of the attempts with a result, how long they took together, in seconds.</summary>
    public double DurationSeconds { get; set; }

    /// <summary>Of those, the longest, in seconds.</summary>
    public double LongestSeconds { get; set; }

    /// <summary>When the last of all these attempts ended.</summary>
    public DateTimeOffset LastEndedAt { get; set; }

    /// <summary>The mission of that attempt.</summary>
    public Guid LastMissionId { get; set; }
}
