using Corporation.Contracts.Fleet;

namespace Corporation.Contracts.Http;

/// <summary>What each factory does.</summary>
/// <param name="Factories">By their names.</param>
/// <param name="QueuedByKind">Missions that wait for a factory, by kind.</param>
/// <param name="UpdatedAt">When this was told.</param>
public sealed record Workload(IReadOnlyList<FactoryWorkload> Factories, IReadOnlyDictionary<string, long> QueuedByKind, DateTimeOffset UpdatedAt)
{
    /// <summary>For how many seconds the oldest of <see cref="QueuedByKind"/> has waited, by kind.</summary>
    public IReadOnlyDictionary<string, double> OldestQueuedSeconds { get; init; } = new Dictionary<string, double>();
}

/// <summary>What one factory does.</summary>
public sealed record FactoryWorkload
{
    /// <summary>The factory.</summary>
    public required string FactoryId { get; init; }

    /// <summary>Where it stands.</summary>
    public required FactoryStatus Status { get; init; }

    /// <summary>What it holds, by HQ's books.</summary>
    public required IReadOnlyList<RunningView> Running { get; init; }

    /// <summary>Missions that wait and that it could take: those of its kinds, and those placed on it.</summary>
    public required long QueueDepth { get; init; }

    /// <summary>The last attempt that ended there.</summary>
    public LastCompleted? LastCompleted { get; init; }

    /// <summary>How its attempts ended within the last hour.</summary>
    public required OutcomeView LastHour { get; init; }

    /// <summary>How its attempts ended within the last 24 hours.</summary>
    public required OutcomeView LastDay { get; init; }
}

/// <summary>An attempt that ended.</summary>
/// <param name="JobId">The mission.</param>
/// <param name="MissionKind">Its kind.</param>
/// <param name="EndedAt">When.</param>
public sealed record LastCompleted(Guid JobId, string MissionKind, DateTimeOffset EndedAt);

/// <summary>How attempts ended. The time is counted in steps of five minutes.</summary>
/// <param name="Succeeded">With a result.</param>
/// <param name="Failed">Without.</param>
/// <param name="Lost">Leases that lapsed, or processes that were superseded.</param>
/// <param name="SuccessRate">0 to 1; absent when none ended.</param>
/// <param name="MeanSeconds">How long those with a result took on average.</param>
/// <param name="LongestSeconds">And at most.</param>
public sealed record OutcomeView(long Succeeded, long Failed, long Lost, double? SuccessRate = null, double? MeanSeconds = null, double? LongestSeconds = null);
