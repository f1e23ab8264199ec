namespace Corporation.FleetChaos.Running;

/// <summary>How big a run is.</summary>
internal sealed record ChaosPlan
{
    private static readonly TimeSpan LongestBusAbsence = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestStoreAbsence = TimeSpan.FromSeconds(30);

    /// <summary>How many missions to submit.</summary>
    public required int Missions { get; init; }

    /// <summary>Chooses faults, their order, lengths and victims, and the missions.</summary>
    public required int Seed { get; init; }

    /// <summary>How long faults go on; longer if one of each kind takes longer.</summary>
    public required TimeSpan StrikingDuration { get; init; }

    /// <summary>Of a claim.</summary>
    public required TimeSpan LeaseDuration { get; init; }

    /// <summary>Missions that are submitted when a fault needs one at work, and after the last fault.</summary>
    public int Reserve => Math.Min(Missions / 5, 200);

    /// <summary>For how long Redis is away: up to a minute, and in most runs longer than a lease.</summary>
    public TimeSpan BusAbsence(Random random) => Between(random, 0.5, 2, LongestBusAbsence);

    /// <summary>For how long PostgreSQL is away.</summary>
    public TimeSpan StoreAbsence(Random random) => Between(random, 0.3, 1.5, LongestStoreAbsence);

    /// <summary>Longer than a lease.</summary>
    public TimeSpan BeyondLease(Random random) => LeaseDuration * (1.2 + (0.3 * random.NextDouble()));

    /// <summary>How long everything may take to come to rest after the last fault.</summary>
    public TimeSpan QuietPatience => TimeSpan.FromMinutes(4) + (LeaseDuration * 6);

    private TimeSpan Between(Random random, double least, double most, TimeSpan limit)
    {
        var (from, to) = (LeaseDuration * least, LeaseDuration * most < limit ? LeaseDuration * most : limit);
        return from + ((to - from) * random.NextDouble());
    }
}
