using System.Diagnostics;

namespace Corporation.Cli.Benchmarking;

/// <summary>Keeps N missions in flight and counts those whose recorded success was read back within the time.</summary>
internal static class ThroughputBench
{
    public static async Task<(double PerSecond, Latencies RoundTrip)> RunAsync(BenchNode node, int inFlight, TimeSpan time, CancellationToken cancellationToken)
    {
        var begin = Stopwatch.GetTimestamp();
        var perLane = await Task.WhenAll(Enumerable.Range(0, inFlight).Select(_ => RunLaneAsync(node, begin, time, cancellationToken)));
        var latencies = new Latencies();
        foreach (var took in perLane.SelectMany(lane => lane))
            latencies.Add(took);

        // Only what came back within the time counts; the last one of each lane comes after it.
        return (perLane.Sum(lane => lane.Count) / time.TotalSeconds, latencies);
    }

    private static async Task<List<TimeSpan>> RunLaneAsync(BenchNode node, long begin, TimeSpan time, CancellationToken cancellationToken)
    {
        var took = new List<TimeSpan>();
        while (true)
        {
            var submitted = Stopwatch.GetTimestamp();
            var jobId = await node.SubmitAsync("throughput", cancellationToken);
            await node.AwaitSuccessAsync(jobId, cancellationToken);

            if (Stopwatch.GetElapsedTime(begin) >= time)
                return took;
            took.Add(Stopwatch.GetElapsedTime(submitted));
        }
    }
}
