using System.Diagnostics.Metrics;

namespace Corporation.SagaStore.Diagnostics;

/// <summary>What the store counts, under the meter <c>Corporation.SagaStore</c>.</summary>
internal static class StoreMetrics
{
    public static Meter Meter { get; } = new("Corporation.SagaStore");

    public static Counter<long> Commits { get; } = Meter.CreateCounter<long>("sagastore.commits");

    public static Counter<long> Units { get; } = Meter.CreateCounter<long>("sagastore.units");

    public static Counter<long> FailedUnits { get; } = Meter.CreateCounter<long>("sagastore.failed_units");

    public static Counter<long> Conflicts { get; } = Meter.CreateCounter<long>("sagastore.conflicts");

    public static Counter<long> Collisions { get; } = Meter.CreateCounter<long>("sagastore.collisions");

    public static Counter<long> ObserverFailures { get; } = Meter.CreateCounter<long>("sagastore.observer_failures");

    public static Counter<long> ContributorFailures { get; } = Meter.CreateCounter<long>("sagastore.contributor_failures");

    public static Counter<long> HeldBackLogs { get; } = Meter.CreateCounter<long>("sagastore.held_back_logs");

    public static Counter<long> Delivered { get; } = Meter.CreateCounter<long>("sagastore.outbox.delivered", "{message}");

    public static Counter<long> DeliveryFailures { get; } = Meter.CreateCounter<long>("sagastore.outbox.delivery_failures", "{try}");

    public static Counter<long> ParkedMessages { get; } = Meter.CreateCounter<long>("sagastore.outbox.parked_messages", "{message}");

    public static Counter<long> Expired { get; } = Meter.CreateCounter<long>("sagastore.outbox.expired", "{message}");

    public static Counter<long> PassFailures { get; } = Meter.CreateCounter<long>("sagastore.outbox.pass_failures", "{pass}");

    public static Counter<long> Duplicates { get; } = Meter.CreateCounter<long>("sagastore.inbox.duplicates", "{message}");

    public static KeyValuePair<string, object?> FromMemory { get; } = new("path", "memory");

    public static KeyValuePair<string, object?> BySweep { get; } = new("path", "database");
}
