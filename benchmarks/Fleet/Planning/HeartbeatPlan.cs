namespace Corporation.FleetBench.Planning;

/// <summary>What one <c>corp bench heartbeat</c> does.</summary>
internal sealed record HeartbeatPlan
{
    /// <summary>Whether the last line of stdout is for a program.</summary>
    public required bool Json { get; init; }

    /// <summary>Simulated factories.</summary>
    public required int Factories { get; init; }

    /// <summary>Missions that each of them runs.</summary>
    public required int PerFactory { get; init; }

    /// <summary>How long it is measured.</summary>
    public required TimeSpan MeasureTime { get; init; }

    /// <summary>How many of them are killed at the end.</summary>
    public required int Killed { get; init; }
}

/// <summary>The last line of <c>corp bench heartbeat --json</c>.</summary>
/// <param name="Factories">Simulated factories.</param>
/// <param name="Running">Missions that they ran together.</param>
/// <param name="FalseStale">Factories that were called stale, offline or degraded although they beat.</param>
/// <param name="HqCpuCores">Processors that HQ took on average.</param>
/// <param name="HeartbeatP99Ms">From a heartbeat or a lease renewal to its answer, 99th percentile.</param>
/// <param name="RequeueP99Seconds">From the kill to the mission's being queued again, 99th percentile.</param>
internal sealed record HeartbeatSummary(int Factories, int Running, int FalseStale, double HqCpuCores, double HeartbeatP99Ms, double RequeueP99Seconds);
