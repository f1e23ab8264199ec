using Corporation.Contracts.Fleet;

namespace Corporation.Sagas.FactoryLife;

/// <summary>Where a factory stands, told from its times and not from when somebody last looked: a sweep that is late makes nobody read a lie.</summary>
public static class FactoryStanding
{
    /// <summary>The one word for it, the worst first.</summary>
    public static FactoryStatus StatusOf(FactoryPresence presence, FactoryMode mode, string? degradedReason) => (presence, mode) switch
    {
        (FactoryPresence.Offline, _) => FactoryStatus.Offline,
        (FactoryPresence.Stale, _) => FactoryStatus.Stale,
        (_, FactoryMode.Quarantined) => FactoryStatus.Quarantined,
        (_, FactoryMode.Draining) => FactoryStatus.Draining,
        (_, FactoryMode.Paused) => FactoryStatus.Paused,
        _ => degradedReason is null ? FactoryStatus.Online : FactoryStatus.Degraded,
    };

    /// <summary>What silence makes of a factory.</summary>
    /// <param name="recorded">What was last recorded; silence never improves it.</param>
    /// <param name="lastSeen">When it was last heard.</param>
    /// <param name="listeningSince">Since when HQ could have heard it: what was said before that, nobody heard.</param>
    /// <param name="limits">How long it may be silent.</param>
    /// <param name="now">HQ's time.</param>
    public static FactoryPresence PresenceAt(FactoryPresence recorded, DateTimeOffset lastSeen, DateTimeOffset listeningSince, SilenceLimits limits, DateTimeOffset now)
    {
        var silence = now - (lastSeen > listeningSince ? lastSeen : listeningSince);
        var judged = silence > limits.OfflineAfter ? FactoryPresence.Offline : silence > limits.StaleAfter ? FactoryPresence.Stale : FactoryPresence.Online;
        return judged > recorded ? judged : recorded;
    }

    /// <summary>When silence would next change something; null when it can't any more.</summary>
    public static DateTimeOffset? NextChange(FactoryPresence recorded, DateTimeOffset lastSeen, DateTimeOffset listeningSince, SilenceLimits limits)
    {
        var begun = lastSeen > listeningSince ? lastSeen : listeningSince;
        return recorded switch
        {
            FactoryPresence.Online => begun + limits.StaleAfter,
            FactoryPresence.Stale => begun + limits.OfflineAfter,
            _ => null,
        };
    }
}

/// <summary>How long a factory of some profile may be silent.</summary>
/// <param name="StaleAfter">Until it is stale.</param>
/// <param name="OfflineAfter">Until it is offline.</param>
public readonly record struct SilenceLimits(TimeSpan StaleAfter, TimeSpan OfflineAfter);
