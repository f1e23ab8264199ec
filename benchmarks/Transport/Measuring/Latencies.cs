using System.Diagnostics;
using HdrHistogram;

namespace Corporation.TransportBench.Measuring;

/// <summary>Durations in microseconds, ten minutes at most, three figures exact. For one thread.</summary>
internal sealed class Latencies
{
    private const long HighestUs = 600_000_000;

    private readonly LongHistogram _histogram = new(HighestUs, numberOfSignificantValueDigits: 3);

    /// <summary>Adds the time between two <see cref="Stopwatch"/> timestamps.</summary>
    public void Add(long begin, long end) =>
        _histogram.RecordValue(Math.Clamp((long)Stopwatch.GetElapsedTime(begin, end).TotalMicroseconds, 1, HighestUs));

    /// <summary>Null when nothing was added.</summary>
    public LatencyReading? Read() => _histogram.TotalCount == 0 ? null : new(Ms(50), Ms(95), Ms(99), Ms(100));

    private double Ms(double percentile) => _histogram.GetValueAtPercentile(percentile) / 1000d;
}
