using System.Diagnostics;

namespace Corporation.Cli.Benchmarking;

/// <summary>How long a single mission takes on an idle node from before its POST until its <c>started</c> event has reached the client.</summary>
internal static class IdleBench
{
    public static async Task<Latencies> MeasureStartAsync(BenchNode node, int missions, CancellationToken cancellationToken)
    {
        var latencies = new Latencies();
        for (var i = 0; i < missions; i++)
        {
            var begin = Stopwatch.GetTimestamp();
            var jobId = await node.SubmitAsync("idle", cancellationToken);
            await node.AwaitStartAsync(jobId, cancellationToken);
            latencies.AddSince(begin);

            // Its end too, or the next one would not meet an idle node.
            await node.AwaitSuccessAsync(jobId, cancellationToken);
        }

        return latencies;
    }

    /// <summary>How long the answer to a single submit takes.</summary>
    public static async Task<Latencies> MeasureSubmitAsync(BenchNode node, int missions, CancellationToken cancellationToken)
    {
        var latencies = new Latencies();
        for (var i = 0; i < missions; i++)
        {
            var begin = Stopwatch.GetTimestamp();
            var jobId = await node.SubmitAsync("submit", cancellationToken);
            latencies.AddSince(begin);
            await node.AwaitSuccessAsync(jobId, cancellationToken);
        }

        return latencies;
    }
}
