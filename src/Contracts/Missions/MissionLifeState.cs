namespace Corporation.Contracts.Missions;

/// <summary>
/// Where a mission stands in its life. On the wire in snake_case (<c>dead_lettered</c>), in the database by member name.
/// </summary>
public enum MissionLifeState
{
    /// <summary>Accepted, to be queued at its start time.</summary>
    Scheduled,

    /// <summary>Waiting for a factory to claim it.</summary>
    Queued,

    /// <summary>A factory holds the claim; its handler has not yet begun.</summary>
    Claimed,

    /// <summary>A handler is running.</summary>
    Running,

    /// <summary>An attempt failed; the next one waits for its back-off.</summary>
    Retrying,

    /// <summary>Terminal: a result is recorded.</summary>
    Succeeded,

    /// <summary>Terminal: the handler said that no retry can help.</summary>
    Failed,

    /// <summary>Retries are spent. Stays until somebody requeues or discards it.</summary>
    DeadLettered,

    /// <summary>Terminal: somebody cancelled it.</summary>
    Cancelled,

    /// <summary>Terminal: its overall deadline passed before it ended.</summary>
    Expired,
}
