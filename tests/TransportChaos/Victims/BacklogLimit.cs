using Corporation.TransportChaos.Ledgers;
using MassTransit;

namespace Corporation.TransportChaos.Victims;

/// <summary>Holds producers up while consumers, which are killed all the time, have not caught up.</summary>
internal sealed class BacklogLimit(IRedisStreamsQueues queues, int longest, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private volatile bool _isOver;

    public async Task WaitAsync()
    {
        while (_isOver)
            await Task.Delay(Pause, time);
    }

    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                _isOver = await MeasureAsync() > longest;
            }
#pragma warning disable CA1031 // The server is killed now and then; a look that failed is repeated.
            catch (Exception)
#pragma warning restore CA1031
            {
                _isOver = false;
            }

            await Task.Delay(Interval, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _isOver = false;
    }

    private async Task<long> MeasureAsync()
    {
        var total = 0L;
        foreach (var queue in Route.Queues)
            total += (await queues.GetDepthAsync(queue, CancellationToken.None))?.Messages ?? 0;
        return total;
    }
}
