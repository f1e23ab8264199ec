using System.Diagnostics;
using Corporation.TransportBench.Measuring;

namespace Corporation.TransportBench.Tests.Measuring;

public sealed class LatenciesTests
{
    [Fact]
    public void Percentiles_are_milliseconds_exact_to_three_figures()
    {
        var latencies = new Latencies();
        for (var ms = 1; ms <= 1_000; ms++)
            latencies.Add(0, ms * Stopwatch.Frequency / 1_000);

        var reading = latencies.Read()!.Value;

        Assert.Equal(500, reading.P50, tolerance: 1);
        Assert.Equal(950, reading.P95, tolerance: 1);
        Assert.Equal(990, reading.P99, tolerance: 1);
        Assert.Equal(1_000, reading.Max, tolerance: 1);
    }

    [Fact]
    public void Without_messages_there_is_no_latency() => Assert.Null(new Latencies().Read());
}
