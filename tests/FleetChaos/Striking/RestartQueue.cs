using System.Collections.Concurrent;
using Corporation.FleetChaos.Running;

namespace Corporation.FleetChaos.Striking;

/// <summary>Starts killed factories again while other faults go on. Nobody else can take them until then.</summary>
internal sealed class RestartQueue(TimeProvider time, CancellationToken stopping)
{
    private readonly ConcurrentQueue<Task> _tasks = new();

    public void StartLater(FactorySlot slot, TimeSpan delay) => _tasks.Enqueue(Task.Run(() => StartAsync(slot, delay), stopping));

    /// <summary>Until all are back.</summary>
    public Task WhenAllAsync() => Task.WhenAll(_tasks);

    private async Task StartAsync(FactorySlot slot, TimeSpan delay)
    {
        try
        {
            await Task.Delay(delay, time, stopping);
            await slot.StartAgainAsync(stopping);
        }
        finally
        {
            slot.Release();
        }
    }
}
