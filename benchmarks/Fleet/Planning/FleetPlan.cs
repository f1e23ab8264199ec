namespace Corporation.FleetBench.Planning;

/// <summary>What one <c>corp bench fleet</c> does.</summary>
internal sealed record FleetPlan
{
    /// <summary>Whether the last line of stdout is for a program.</summary>
    public required bool Json { get; init; }

    /// <summary>Missions that are under way at a time.</summary>
    public required int InFlight { get; init; }

    /// <summary>Load before anything is measured.</summary>
    public required TimeSpan WarmUpTime { get; init; }

    /// <summary>How long throughput is measured.</summary>
    public required TimeSpan MeasureTime { get; init; }

    /// <summary>Missions of which each meets an idle fleet.</summary>
    public required int IdleMissions { get; init; }

    /// <summary>Missions that a killed factory holds; 0 leaves that part out.</summary>
    public required int CrashMissions { get; init; }
}

/// <summary>The last line of <c>corp bench fleet --json</c>. The crash's figure is not there when that part is left out.</summary>
internal sealed record FleetSummary(
    double MissionsPerSecond, double IdleStartP50Ms, double IdleStartP99Ms, double? CrashToRequeuedP99Seconds);
