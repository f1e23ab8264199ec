namespace Corporation.FleetBench.Planning;

/// <summary>What one <c>corp bench history</c> does.</summary>
internal sealed record HistoryPlan
{
    /// <summary>Whether the last line of stdout is for a program.</summary>
    public required bool Json { get; init; }

    /// <summary>Missions that have ended before anything is measured; each has ten events.</summary>
    public required int Missions { get; init; }

    /// <summary>Missions a second that go through meanwhile; 0 for a fleet at rest.</summary>
    public required int Rate { get; init; }

    /// <summary>Requests of each sort.</summary>
    public required int Requests { get; init; }
}

/// <summary>The last line of <c>corp bench history --json</c>.</summary>
internal sealed record HistorySummary(double ListP95Ms, double FilterP95Ms, double SearchP95Ms, double DetailP95Ms);
