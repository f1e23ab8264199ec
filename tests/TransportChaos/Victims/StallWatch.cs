using System.Diagnostics;

namespace Corporation.TransportChaos.Victims;

/// <summary>
/// Notices when this process got no time from the machine. A lease that ends meanwhile is nobody's mistake, but it must be known: what comes
/// of it looks like the work of a fault that nobody injected.
/// </summary>
internal sealed class StallWatch(TimeSpan limit, Action<long, long> stalled, TimeProvider time)
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(50);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Beat, time);
        try
        {
            var last = Stopwatch.GetTimestamp();
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                var now = Stopwatch.GetTimestamp();
                if (Stopwatch.GetElapsedTime(last, now) > limit)
                    stalled(last, now);
                last = now;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }
}
