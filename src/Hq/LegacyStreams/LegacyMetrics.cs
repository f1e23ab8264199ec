using System.Diagnostics.Metrics;
using Corporation.Hq.Diagnostics;

namespace Corporation.Hq.LegacyStreams;

internal static class LegacyMetrics
{
    private static readonly Meter Meter = new(HqMeter.Name);

    /// <summary>Entries that are a mission here.</summary>
    public static Counter<long> Consumed { get; } = Meter.CreateCounter<long>("hq.legacy.consumed", "{entry}");

    /// <summary>Entries that were a mission here already.</summary>
    public static Counter<long> Duplicates { get; } = Meter.CreateCounter<long>("hq.legacy.duplicates", "{entry}");

    /// <summary>Entries that became dead letters.</summary>
    public static Counter<long> Rejected { get; } = Meter.CreateCounter<long>("hq.legacy.rejected", "{entry}");

    /// <summary>Results added to the stream.</summary>
    public static Counter<long> Results { get; } = Meter.CreateCounter<long>("hq.legacy.results", "{result}");

    /// <summary>Turns that failed and are tried again.</summary>
    public static Counter<long> Failures { get; } = Meter.CreateCounter<long>("hq.legacy.failures", "{turn}");
}
