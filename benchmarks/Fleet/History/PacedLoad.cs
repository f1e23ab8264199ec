using System.Diagnostics;
using Corporation.Cli.Benchmarking;

namespace Corporation.FleetBench.History;

/// <summary>Submits missions at a fixed rate, whatever the answers take, and waits for their ends.</summary>
internal sealed class PacedLoad(IReadOnlyList<BenchNode> nodes, int rate)
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(50);

    private int _ended;

    /// <summary>Missions that have succeeded so far.</summary>
    public int Ended => Volatile.Read(ref _ended);

    /// <summary>Runs until it is cancelled; then what was submitted has succeeded.</summary>
    /// <exception cref="InvalidOperationException">A mission ended otherwise.</exception>
    public async Task RunAsync(CancellationToken until)
    {
        var began = Stopwatch.GetTimestamp();
        var submitted = 0;
        var running = new List<Task>();
        while (!until.IsCancellationRequested)
        {
            var due = (int)(Stopwatch.GetElapsedTime(began).TotalSeconds * rate);
            for (; submitted < due; submitted++)
                running.Add(RunOneAsync(nodes[submitted % nodes.Count]));
            await ForgetDoneAsync(running);
            await Task.Delay(Beat, TimeProvider.System, until).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(running);
    }

    private static async Task ForgetDoneAsync(List<Task> running)
    {
        foreach (var done in running.Where(task => task.IsCompleted).ToList())
        {
            running.Remove(done);
            await done;
        }
    }

    private async Task RunOneAsync(BenchNode node)
    {
        var id = await node.SubmitAsync("paced", CancellationToken.None);
        await node.AwaitSuccessAsync(id, CancellationToken.None);
        Interlocked.Increment(ref _ended);
    }
}
