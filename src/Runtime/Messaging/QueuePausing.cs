using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.Runtime.Messaging;

/// <summary>Stops this process from reading some queue for a while, where the bus can do that: on Redis Streams.</summary>
public sealed class QueuePausing(IServiceProvider services)
{
    /// <summary>
    /// Reads the queue no more: what runs goes on, what was only fetched is given back at once for others. Again, it changes nothing.
    /// </summary>
    /// <returns>False when the bus can't do that, or does not read the queue yet: messages go on coming.</returns>
    public async Task<bool> PauseAsync(string queue) => services.GetService<IRedisStreamsQueues>() is { } queues && await queues.PauseAsync(queue);

    /// <summary>Reads a queue again.</summary>
    public void Resume(string queue) => services.GetService<IRedisStreamsQueues>()?.Resume(queue);
}
