using System.Diagnostics;
using HdrHistogram;

namespace Corporation.Cli.Benchmarking;

/// <summary>Durations in microseconds, one minute at most, three figures exact.</summary>
internal sealed class Latencies
{
    private readonly LongHistogram _histogram = new(highestTrackableValue: 60_000_000, numberOfSignificantValueDigits: 3);

    public long Count => _histogram.TotalCount;

    public void AddSince(long startTimestamp) => Add(Stopwatch.GetElapsedTime(startTimestamp));

    public void Add(TimeSpan took) => _histogram.RecordValue(Math.Clamp((long)took.TotalMicroseconds, 1, 60_000_000));

    public void Add(Latencies others) => _histogram.Add(others._histogram);

    public double Ms(double percentile) => Math.Round(_histogram.GetValueAtPercentile(percentile) / 1000d, 2);

    public override string ToString() =>
        $"p50 {BenchVerb.Ms(Ms(50))}, p95 {BenchVerb.Ms(Ms(95))}, p99 {BenchVerb.Ms(Ms(99))}, max {BenchVerb.Ms(Ms(100))} ({Count} times)";
}
