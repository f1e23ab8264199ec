namespace Corporation.Contracts.Fleet;

/// <summary>
/// A factory's one word for people: what keeps it from work, the worst first; <see cref="Online"/> when nothing does. On the wire in snake_case.
/// </summary>
public enum FactoryStatus
{
    /// <summary>It takes missions.</summary>
    Online,

    /// <summary>It beats, and is deaf or can't do its work: no mission is placed on it. The reason says more.</summary>
    Degraded,

    /// <summary>See <see cref="FactoryMode.Paused"/>.</summary>
    Paused,

    /// <summary>See <see cref="FactoryMode.Draining"/>.</summary>
    Draining,

    /// <summary>See <see cref="FactoryMode.Quarantined"/>.</summary>
    Quarantined,

    /// <summary>See <see cref="FactoryPresence.Stale"/>.</summary>
    Stale,

    /// <summary>See <see cref="FactoryPresence.Offline"/>.</summary>
    Offline,
}
