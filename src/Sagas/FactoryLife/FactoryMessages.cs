using Corporation.Contracts.Announcing;
using Corporation.Contracts.Fleet;

namespace Corporation.Sagas.FactoryLife;

// What HQ tells its own factory machine, through the mediator: these never travel on the bus.

/// <summary>HQ has heard a factory. Answered with <see cref="FactoryHeard"/>.</summary>
public sealed record HearFactory
{
    /// <summary>The factory.</summary>
    public required string FactoryId { get; init; }

    /// <summary>The boot identity of its process; 0 where there is none.</summary>
    public long Epoch { get; init; }

    /// <summary>The number of the heartbeat; 0 for what has no order: an announcement, or a registration over HTTP.</summary>
    public long Sequence { get; init; }

    /// <summary>Why it was said.</summary>
    public HeartbeatCause Cause { get; init; }

    /// <summary>See <see cref="FactoryState.Source"/>.</summary>
    public required string Source { get; init; }

    /// <summary>See <see cref="FactoryState.Role"/>.</summary>
    public required string Role { get; init; }

    /// <summary>See <see cref="FactoryState.DeploymentProfile"/>; null: as before.</summary>
    public string? DeploymentProfile { get; init; }

    /// <summary>See <see cref="FactoryState.SoftwareVersion"/>; null: as before.</summary>
    public string? SoftwareVersion { get; init; }

    /// <summary>See <see cref="FactoryState.SoftwareCommit"/>.</summary>
    public string? SoftwareCommit { get; init; }

    /// <summary>See <see cref="FactoryState.IntervalSeconds"/>; null: as before.</summary>
    public double? IntervalSeconds { get; init; }

    /// <summary>See <see cref="FactoryState.Labels"/>; null: as before.</summary>
    public string? Labels { get; init; }

    /// <summary>See <see cref="FactoryState.MaxConcurrency"/>.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>See <see cref="FactoryState.Report"/>; null: as before.</summary>
    public string? Report { get; init; }

    /// <summary>The kinds are others than those that HQ knew.</summary>
    public bool HasOtherKinds { get; init; }

    /// <summary>The highest probe that it has heard.</summary>
    public long? ProbeHeard { get; init; }

    /// <summary>Queues that it can't read.</summary>
    public IReadOnlyList<string> DeafQueues { get; init; } = [];

    /// <summary>What it says that it does; null when it does not say.</summary>
    public FactoryMode? Mode { get; init; }

    /// <summary>A status that a factory of the old fleet claims for itself; null when it does not.</summary>
    public FactoryStatus? ClaimedStatus { get; init; }
}

/// <summary>What HQ wants of the factory that it heard.</summary>
/// <param name="NewestEpoch">Of its newest process: an older one must stop.</param>
/// <param name="Mode">What it is to do.</param>
/// <param name="ModeReason">Why.</param>
/// <param name="Revision">Of that.</param>
/// <param name="DrainedAt">Since when nothing is left on it.</param>
/// <param name="ProbeNumber">The probe to send to it now; null for none.</param>
/// <param name="DrainUntil">Until when what runs may go on, while draining.</param>
public sealed record FactoryHeard(long NewestEpoch, FactoryMode Mode, string? ModeReason, long Revision, DateTimeOffset? DrainedAt, long? ProbeNumber, DateTimeOffset? DrainUntil);

/// <summary>Something about the factory is due: the machine looks at its clock. Sent by the sweeper.</summary>
/// <param name="Key">The factory's correlation id.</param>
public sealed record FactoryDue(Guid Key);

/// <summary>Somebody wants a factory to do something. Answered with <see cref="OrderOutcome"/>.</summary>
/// <param name="FactoryId">The factory.</param>
/// <param name="Mode">What it is to do.</param>
/// <param name="Actor">Who wants it.</param>
/// <param name="Reason">Why.</param>
/// <param name="DrainFor">How long it may finish what it runs, for <see cref="FactoryMode.Draining"/>.</param>
/// <param name="ExpiresAfter">How long the factory may take to obey; then the order is taken back. Null: it holds until another one.</param>
public sealed record OrderFactory(string FactoryId, FactoryMode Mode, string Actor, string? Reason, TimeSpan? DrainFor = null, TimeSpan? ExpiresAfter = null)
{
    /// <summary>Changes nothing for a factory that is told something else already.</summary>
    public bool OnlyIfActive { get; init; }
}

/// <summary>What became of an order.</summary>
/// <param name="Verdict">Taken, or there is no such factory.</param>
/// <param name="Factory">The factory after it; null when there is none.</param>
public sealed record OrderOutcome(OrderVerdict Verdict, FactoryState? Factory = null);

/// <summary>The ends of an order.</summary>
public enum OrderVerdict
{
    /// <summary>It is kept, and the factory hears of it now or when it returns.</summary>
    Taken,

    /// <summary>There is no such factory.</summary>
    NotFound,

    /// <summary>The state of the factory does not allow it.</summary>
    Refused,
}

/// <summary>Nothing is left on a factory that drains.</summary>
/// <param name="FactoryId">The factory.</param>
/// <param name="Epoch">The process that was looked at.</param>
public sealed record ConfirmDrained(string FactoryId, long Epoch);

/// <summary>A canary was sent to a quarantined factory, or has ended.</summary>
/// <param name="FactoryId">The factory.</param>
/// <param name="MissionId">The canary.</param>
/// <param name="Succeeded">How it ended; null: it has just been sent.</param>
public sealed record CanaryNews(string FactoryId, Guid MissionId, bool? Succeeded);

/// <summary>Somebody removes a factory from the list. Answered with <see cref="OrderOutcome"/>.</summary>
/// <param name="FactoryId">The factory.</param>
/// <param name="Actor">Who.</param>
/// <param name="Reason">Why.</param>
public sealed record ForgetFactory(string FactoryId, string Actor, string? Reason);
