namespace MassTransit;

/// <summary>Looks into the queues of a bus's virtual host, and puts right what lies there. Registered with the bus.</summary>
public interface IRedisStreamsQueues
{
    /// <summary>The names of all queues, sorted.</summary>
    Task<IReadOnlyList<string>> ListQueuesAsync(CancellationToken cancellationToken = default);

    /// <summary>The names of all topics, sorted.</summary>
    Task<IReadOnlyList<string>> ListTopicsAsync(CancellationToken cancellationToken = default);

    /// <summary>How much is in a queue.</summary>
    /// <returns>Null when there is no such queue.</returns>
    Task<RedisStreamsQueueDepth?> GetDepthAsync(string queueName, CancellationToken cancellationToken = default);

    /// <summary>The oldest messages of a queue, by priority; they stay where they are.</summary>
    /// <param name="queueName">The queue; one that doesn't exist has no messages.</param>
    /// <param name="count">1 to 1,000; their bodies all come at once.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<RedisStreamsPeekedMessage>> PeekAsync(string queueName, int count = 10, CancellationToken cancellationToken = default);

    /// <summary>Sends messages of an error or dead-letter queue again, without the headers that tell of the fault. What a consumer has stays.</summary>
    /// <param name="fromQueue">Where they lie.</param>
    /// <param name="toQueue">Where they go.</param>
    /// <param name="options">Which, how many and when; null for all at once.</param>
    /// <param name="cancellationToken">Ends it between two steps; each step happens as a whole or not at all.</param>
    /// <returns>How many were sent.</returns>
    /// <exception cref="Corporation.RedisStreams.RedisStreamsException">The target refused one, because it is full; those before it were sent.</exception>
    Task<int> RequeueAsync(string fromQueue, string toQueue, RedisStreamsRequeueOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Removes every message of a queue that no consumer has.</summary>
    /// <returns>How many.</returns>
    Task<long> PurgeAsync(string queueName, CancellationToken cancellationToken = default);

    /// <summary>Removes a queue with everything in it.</summary>
    /// <param name="queueName">The queue.</param>
    /// <param name="ifUnused">Only when it has no consumer.</param>
    /// <param name="ifEmpty">Only when it has no message.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when it is not there.</returns>
    /// <exception cref="Corporation.RedisStreams.RedisStreamsException">It is in use or not empty, and was to be removed only otherwise; the message says which.</exception>
    Task<bool> DeleteQueueAsync(string queueName, bool ifUnused = true, bool ifEmpty = true, CancellationToken cancellationToken = default);

    /// <summary>Ends a queue's subscription to a topic. Endpoints never do that by themselves: another instance may still want it.</summary>
    /// <returns>Whether there was one.</returns>
    Task<bool> UnsubscribeAsync(string queueName, string topicName, CancellationToken cancellationToken = default);

    /// <summary>Takes a scheduled message back.</summary>
    /// <returns>Whether it was still there.</returns>
    Task<bool> CancelScheduledAsync(Guid tokenId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Reads a queue no more in this bus: what runs is finished, what was only fetched is given back at once for other processes. It holds until
    /// <see cref="Resume"/> or the end of the process, also when the endpoint has to begin again. The endpoint's probe says so.
    /// </summary>
    /// <param name="queueName">The queue of an endpoint that has started.</param>
    /// <returns>False when this bus does not read the queue now.</returns>
    /// <exception cref="ArgumentException">It is no name of a queue.</exception>
    Task<bool> PauseAsync(string queueName);

    /// <summary>Reads a paused queue again.</summary>
    /// <param name="queueName">The queue.</param>
    /// <returns>False when it was not paused.</returns>
    /// <exception cref="ArgumentException">It is no name of a queue.</exception>
    bool Resume(string queueName);
}
