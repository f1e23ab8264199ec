using System.Diagnostics.Metrics;

namespace Corporation.SagaStore.Diagnostics;

/// <summary>What the store counts, under the meter <c>Corporation.SagaStore</c>.</summary>
internal static class StoreMetrics
{
    private static readonly Meter Meter = new("Corporation.SagaStore");

    public static Counter<long> Commits { get; } = Meter.CreateCounter<long>("sagastore.commits");

    public static Counter<long> Units { get; } = Meter.CreateCounter<long>("sagastore.units");

    public static Counter<long> FailedUnits { get; } = Meter.CreateCounter<long>("sagastore.failed_units");

    public static Counter<long> Conflicts { get; } = Meter.CreateCounter<long>("sagastore.conflicts");

    public static Counter<long> Collisions { get; } = Meter.CreateCounter<long>("sagastore.collisions");

    public static Counter<long> ObserverFailures { get; } = Meter.CreateCounter<long>("sagastore.observer_failures");

    public static Counter<long> HeldBackLogs { get; } = Meter.CreateCounter<long>("sagastore.held_back_logs");
}
