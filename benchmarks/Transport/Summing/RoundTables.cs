using Corporation.TransportBench.Measuring;
using Corporation.TransportBench.Planning;
using static Corporation.TransportBench.Summing.Figures;

namespace Corporation.TransportBench.Summing;

/// <summary>The tables of what is measured in rounds.</summary>
internal static class RoundTables
{
    public static TextTable Throughput(BenchResults results)
    {
        var table = new TextTable(
            "Throughput, publish to consumed: medians of the rounds, ratios of turns side by side; CPU and allocations per message",
            ["publishers, transport", "msg/s", "min", "max", "ours is ×", "durable is ×", "client µs", "broker µs", "KB"]);
        foreach (var (publishers, key) in results.Throughput.Measured)
        {
            Spread? Of(Func<ThroughputReading, double?> figure) => results.Throughput.Spread(publishers, key, figure);
            var rate = Of(reading => reading.PerSecond);
            table.Add(
                $"{publishers} {key}",
                N(rate?.Median),
                N(rate?.Min),
                N(rate?.Max),
                N(Ratio(results, publishers, TransportKeys.RedisStreams, key), 2),
                N(Ratio(results, publishers, TransportKeys.Of(TransportKeys.RedisStreams, flushesAlways: true), key), 2),
                N(Of(reading => reading.Cost.ClientUs)?.Median, 1),
                N(Of(reading => reading.Cost.BrokerUs)?.Median, 1),
                N(Of(reading => reading.Cost.AllocatedKb)?.Median, 1));
        }

        return table;
    }

    public static TextTable Latency(BenchResults results)
    {
        var table = new TextTable(
            "Latency at a fixed rate, from when a message was due to when it was consumed: medians of the rounds",
            ["rate, transport", "p50 ms", "p95", "p99", "p99 min", "p99 max", "worst", "generator p99", "client µs", "broker µs"]);
        foreach (var (rate, key) in results.Latency.Measured)
        {
            Spread? Of(Func<PacedReading, double?> figure) => results.Latency.Spread(rate, key, figure);
            var p99 = Of(reading => reading.Latency?.P99);
            table.Add(
                $"{rate}/s {key}",
                N(Of(reading => reading.Latency?.P50)?.Median, 2),
                N(Of(reading => reading.Latency?.P95)?.Median, 2),
                N(p99?.Median, 2),
                N(p99?.Min, 2),
                N(p99?.Max, 2),
                N(Of(reading => reading.Latency?.Max)?.Max, 2),
                N(Of(reading => reading.Lateness?.P99)?.Median, 2),
                N(Of(reading => reading.Cost.ClientUs)?.Median, 1),
                N(Of(reading => reading.Cost.BrokerUs)?.Median, 1));
        }

        return table;
    }

    private static double? Ratio(BenchResults results, int publishers, string one, string other) =>
        results.Throughput.Ratio(publishers, one, other, reading => reading.PerSecond)?.Median;
}
