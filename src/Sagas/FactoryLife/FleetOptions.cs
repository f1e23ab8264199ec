namespace Corporation.Sagas.FactoryLife;

/// <summary>When HQ worries about a factory (configuration section <c>Fleet</c>).</summary>
public sealed class FleetOptions
{
    /// <summary>One heartbeat may be lost, and the next one late, without anybody taking that for silence.</summary>
    public const double IntervalsUntilStale = 2.5;

    /// <summary>The configuration section.</summary>
    public const string Section = "Fleet";

    /// <summary>How long a factory may be silent until it is stale and gets no new missions.</summary>
    /// <value>1 s to 7 days. Default 5 min: the fleet this replaces has the same.</value>
    public TimeSpan StaleAfterDuration { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long until it is offline.</summary>
    /// <value>Longer than <see cref="StaleAfterDuration"/>, at most 30 days. Default 15 min.</value>
    public TimeSpan OfflineAfterDuration { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Other times for machines of a <c>UA_DEPLOYMENT_PROFILE</c>: a laptop that sleeps is no server that failed.</summary>
    /// <value>By the profile's name; none by default.</value>
    public Dictionary<string, ProfileOptions> Profiles { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How many heartbeats in a row may say that the probe before them was not heard, until the factory counts as deaf.</summary>
    /// <value>1 to 100. Default 3.</value>
    public int ProbeLimit { get; set; } = 3;

    /// <summary>How many attempts a factory must have ended within <see cref="QuarantineWindow"/> to be compared with its peers.</summary>
    /// <value>1 to 1,000,000. Default 10.</value>
    public int QuarantineMinAttempts { get; set; } = 10;

    /// <summary>The share of failed attempts from which on a factory is quarantined, if its peers' is lower by <see cref="QuarantineDistance"/>.</summary>
    /// <value>0.01 to 1. Default 0.5.</value>
    public double QuarantineFailureRate { get; set; } = 0.5;

    /// <summary>By how much a factory's share of failures must exceed that of all others in the same kinds.</summary>
    /// <value>0 to 1. Default 0.3.</value>
    public double QuarantineDistance { get; set; } = 0.3;

    /// <summary>The time that is looked at.</summary>
    /// <value>5 min to 24 h, in steps of 5 min. Default 1 h.</value>
    public TimeSpan QuarantineWindow { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Whether HQ quarantines factories by itself.</summary>
    /// <value>Default true.</value>
    public bool QuarantinesByItself { get; set; } = true;

    /// <summary>How often HQ compares factories with their peers.</summary>
    /// <value>1 s to 1 h. Default 1 min.</value>
    public TimeSpan JudgingInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long after the beginning of a quarantine, and after a canary that failed, a canary mission is sent.</summary>
    /// <value>1 s to 7 days. Default 5 min.</value>
    public TimeSpan CanaryInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The limits for a factory: those of its profile, but never less than <see cref="IntervalsUntilStale"/> of its own heartbeats.</summary>
    public SilenceLimits LimitsOf(FactoryState factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        var limits = Profiles.TryGetValue(factory.DeploymentProfile, out var profile)
            ? new SilenceLimits(profile.StaleAfterDuration ?? StaleAfterDuration, profile.OfflineAfterDuration ?? OfflineAfterDuration)
            : new SilenceLimits(StaleAfterDuration, OfflineAfterDuration);
        var least = TimeSpan.FromSeconds(IntervalsUntilStale * factory.IntervalSeconds);
        return least <= limits.StaleAfter ? limits : new SilenceLimits(least, least + (limits.OfflineAfter - limits.StaleAfter));
    }
}

/// <summary>What is different for machines of one profile.</summary>
public sealed class ProfileOptions
{
    /// <summary>See <see cref="FleetOptions.StaleAfterDuration"/>.</summary>
    /// <value>Null: as for all.</value>
    public TimeSpan? StaleAfterDuration { get; set; }

    /// <summary>See <see cref="FleetOptions.OfflineAfterDuration"/>.</summary>
    /// <value>Null: as for all.</value>
    public TimeSpan? OfflineAfterDuration { get; set; }
}
