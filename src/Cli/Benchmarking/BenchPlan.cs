namespace Corporation.Cli.Benchmarking;

/// <summary>What one benchmark does.</summary>
internal sealed record BenchPlan
{
    public required int InFlight { get; init; }

    public required TimeSpan MeasureTime { get; init; }

    public required TimeSpan WarmUpTime { get; init; }

    public required int IdleMissions { get; init; }

    public required int StoredMissions { get; init; }

    public required bool ReadBackByEvents { get; init; }

    public required bool KeepsState { get; init; }
}

/// <summary>The last line of <c>corp bench missions --json</c>. Lists are null with <c>--stored 0</c>.</summary>
internal sealed record BenchSummary(
    double MissionsPerSecond,
    double IdleStartP50Ms,
    double IdleStartP99Ms,
    [property: System.Text.Json.Serialization.JsonPropertyName("list_page_p95_ms_at_100k")] double? ListPageP95MsAt100K);
