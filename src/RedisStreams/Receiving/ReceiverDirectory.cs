using System.Collections.Concurrent;

namespace Corporation.RedisStreams.Receiving;

/// <summary>
/// Which queues a bus reads with which receivers, and which of them it is told not to read for now. That outlives a receiver.
/// </summary>
internal sealed class ReceiverDirectory
{
    private readonly ConcurrentDictionary<string, QueueReceiver> _receivers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _paused = new(StringComparer.Ordinal);

    public bool IsPaused(string queue) => _paused.ContainsKey(queue);

    /// <summary>A receiver begins, paused if its queue is.</summary>
    public async Task AddAsync(string queue, QueueReceiver receiver)
    {
        _receivers[queue] = receiver;
        if (!IsPaused(queue))
            return;
        await receiver.PauseAsync();
        if (!IsPaused(queue))
            receiver.Resume(); // Somebody changed his mind meanwhile.
    }

    public void Remove(string queue, QueueReceiver receiver) => _receivers.TryRemove(new(queue, receiver));

    /// <returns>False when the queue is not read by this bus.</returns>
    public async Task<bool> PauseAsync(string queue)
    {
        if (!_receivers.TryGetValue(queue, out var receiver))
            return false;
        _paused[queue] = 0;
        await receiver.PauseAsync();
        return true;
    }

    /// <returns>False when it was not paused.</returns>
    public bool Resume(string queue)
    {
        if (!_paused.TryRemove(queue, out _))
            return false;
        if (_receivers.TryGetValue(queue, out var receiver))
            receiver.Resume();
        return true;
    }
}
