using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Corporation.SagaStore.Diagnostics;

namespace Corporation.SagaStore.Delivering;

/// <summary>What waits in the outboxes of this process, as it was last counted, for whoever measures.</summary>
/// <remarks>Observable: prometheus-net 8.2.1 leaves the other sort of gauge out of what it exports without a word.</remarks>
internal static class OutboxGauges
{
    private static readonly ConcurrentDictionary<Outbox, OutboxBacklog> Counted = new();

    static OutboxGauges()
    {
        StoreMetrics.Meter.CreateObservableGauge("sagastore.outbox.depth", () => Measure(static backlog => backlog.Messages), "{message}");
        StoreMetrics.Meter.CreateObservableGauge("sagastore.outbox.oldest_age", () => Measure(static backlog => backlog.OldestAge.TotalSeconds), "s");
        StoreMetrics.Meter.CreateObservableGauge("sagastore.outbox.parked", () => Measure(static backlog => backlog.Parked), "{message}");
    }

    /// <summary>Shows this from now on.</summary>
    public static void Show(Outbox outbox, OutboxBacklog backlog) => Counted[outbox] = backlog;

    /// <summary>Shows nothing of the outbox any more.</summary>
    public static void Forget(Outbox outbox) => Counted.TryRemove(outbox, out _);

    private static IEnumerable<Measurement<T>> Measure<T>(Func<OutboxBacklog, T> part)
        where T : struct => Counted.Select(counted => new Measurement<T>(part(counted.Value), counted.Key.Tag));
}
