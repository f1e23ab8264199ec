using System.Diagnostics.Metrics;
using Corporation.Hq.Diagnostics;

namespace Corporation.Hq.Retaining;

internal static class RetentionMetrics
{
    private static readonly Meter Meter = new(HqMeter.Name);

    public static Counter<long> Removed { get; } = Meter.CreateCounter<long>("hq.retention.removed", "{mission}");

    public static Counter<long> Failures { get; } = Meter.CreateCounter<long>("hq.retention.failures", "{sweep}");
}
