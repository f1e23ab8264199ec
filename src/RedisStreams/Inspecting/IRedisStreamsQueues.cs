namespace MassTransit;

/// <summary>Looks into the queues of a bus's virtual host, and puts right what lies there. Registered with the bus.</summary>
/// <remarks>
/// That of a further bus (<c>AddMassTransit&lt;TBus&gt;</c>) is <c>Bind&lt;TBus, IRedisStreamsQueues&gt;</c>. It uses the connection of the
/// bus, and opens it when the bus has not; so the bus need not be started. Every step is one script at the server, which does nothing else
/// meanwhile. Names are 1 to 200 letters, digits and <c>-_.:+~=@$</c>; error and dead-letter queues are <c>queue_error</c> and
/// <c>queue_skipped</c>.
/// </remarks>
public interface IRedisStreamsQueues
{
    /// <summary>The names of all queues, sorted.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ConnectionException">The server can't be reached or used, or the bus has stopped.</exception>
    /// <exception cref="Corporation.RedisStreams.RedisStreamsException">The server refused it; the text says why.</exception>
    Task<IReadOnlyList<string>> ListQueuesAsync(CancellationToken cancellationToken = default);

    /// <summary>The names of all topics, sorted.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ConnectionException">The server can't be reached or used, or the bus has stopped.</exception>
    /// <exception cref="Corporation.RedisStreams.RedisStreamsException">The server refused it; the text says why.</exception>
    Task<IReadOnlyList<string>> ListTopicsAsync(CancellationToken cancellationToken = default);

    /// <summary>How much is in a queue.</summary>
    /// <param name="queueName">The queue.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null when there is no such queue.</returns>
    /// <exception cref="ArgumentException">The name is empty, too long or has a character that is not allowed.</exception>
    /// <exception cref="ConnectionException">The server can't be reached or used, or the bus has stopped.</exception>
    /// <exception cref="Corporation.RedisStreams.RedisStreamsException">The server refused it; the text says why.</exception>
    Task<RedisStreamsQueueDepth?> GetDepthAsync(string queueName, CancellationToken cancellationToken = default);

    /// <summary>The oldest messages of a queue, by priority; they stay where they are.</summary>
    /// <param name="queueName">The queue; one that doesn't exist has no messages.</param>
    /// <param name="count">1 to 1,000; their bodies all come at once.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentException">The name is empty, too long or has a character that is not allowed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The count is not 1 to 1,000.</exception>
    /// <exception cref="ConnectionException">The server can't be reached or used, or the bus has stopped.</exception>
    /// <exception cref="Corporation.RedisStreams.RedisStreamsException">The server refused it; the text says why.</exception>
    Task<IReadOnlyList<RedisStreamsPeekedMessage>> PeekAsync(string queueName, int count = 10, CancellationToken cancellationToken = default);

    /// <summary>The messages of a queue behind one that was peeked at before: the next page.</summary>
    /// <param name="queueName">The queue; one that doesn't exist has no messages.</param>
    /// <param name="count">1 to 1,000; their bodies all come at once.</param>
    /// <param name="after">The last one of the page before; it need not be there any more. Null for the first page.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Fewer than asked for: there is no more.</returns>
    /// <exception cref="ArgumentException">The name is empty, too long or has a character that is not allowed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The count is not 1 to 1,000.</exception>
    /// <exception cref="ConnectionException">The server can't be reached or used, or the bus has stopped.</exception>
    /// <exception cref="Corporation.RedisStreams.RedisStreamsException">The server refused it; the text says why.</exception>
    Task<IReadOnlyList<RedisStreamsPeekedMessage>> PeekAfterAsync(
        string queueName, int count, RedisStreamsPeekedMessage? after, CancellationToken cancellationToken);

    /// <summary>
    /// Sends messages of an error or dead-letter queue again, without the headers that tell of the fault. What a consumer has stays.
    /// </summary>
    /// <remarks>
    /// By 50 at a time, oldest first. Message id, partition key, routing key and body stay as they were; an expiry and the priority do not,
    /// and deduplication is not asked. A target that doesn't exist is made.
    /// </remarks>
    /// <param name="fromQueue">Where they lie.</param>
    /// <param name="toQueue">Where they go; not the same.</param>
    /// <param name="options">Which, how many and when; null for all at once.</param>
    /// <param name="cancellationToken">Ends it between two steps; each step happens as a whole or not at all.</param>
    /// <returns>How many were sent.</returns>
    /// <exception cref="ArgumentException">
    /// A name is empty, too long or has a character that is not allowed, or both are the same queue.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The limit is less than 1.</exception>
    /// <exception cref="ConnectionException">The server can't be reached or used, or the bus has stopped.</exception>
    /// <exception cref="Corporation.RedisStreams.RedisStreamsException">
    /// The target refused one, because it is full; those before it were sent, and the text says how many. Or the server refused it.
    /// </exception>
    Task<int> RequeueAsync(string fromQueue, string toQueue, RedisStreamsRequeueOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Removes chosen messages of a queue for good. What a consumer has stays.</summary>
    /// <remarks>By 50 at a time, by priority and age.</remarks>
    /// <param name="queueName">The queue; one that doesn't exist has no messages.</param>
    /// <param name="filter">Which of them. Called once for each message that is looked at, with its body; what it throws ends the removal.</param>
    /// <param name="limit">Most messages to remove; 1 or more.</param>
    /// <param name="cancellationToken">Ends it between two steps; what was removed is gone.</param>
    /// <returns>How many.</returns>
    /// <exception cref="ArgumentException">The name is empty, too long or has a character that is not allowed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The limit is less than 1.</exception>
    /// <exception cref="ConnectionException">The server can't be reached or used, or the bus has stopped.</exception>
    /// <exception cref="Corporation.RedisStreams.RedisStreamsException">The server refused it; the text says why.</exception>
    Task<int> RemoveAsync(
        string queueName, Func<RedisStreamsPeekedMessage, bool> filter, int limit = int.MaxValue, CancellationToken cancellationToken = default);

    /// <summary>Removes every message of a queue that no consumer has.</summary>
    /// <remarks>Those that wait for their redelivery go too; what comes after it began stays. By 200 at a time.</remarks>
    /// <param name="queueName">The queue; one that doesn't exist has no messages.</param>
    /// <param name="cancellationToken">Ends it between two steps; what was removed is gone.</param>
    /// <returns>How many.</returns>
    /// <exception cref="ArgumentException">The name is empty, too long or has a character that is not allowed.</exception>
    /// <exception cref="ConnectionException">The server can't be reached or used, or the bus has stopped.</exception>
    /// <exception cref="Corporation.RedisStreams.RedisStreamsException">The server refused it; the text says why.</exception>
    Task<long> PurgeAsync(string queueName, CancellationToken cancellationToken = default);

    /// <summary>Removes a queue with everything in it, and its subscriptions.</summary>
    /// <remarks>An endpoint that reads it nevertheless declares it again at once, empty.</remarks>
    /// <param name="queueName">The queue.</param>
    /// <param name="ifUnused">Only when it has no consumer.</param>
    /// <param name="ifEmpty">Only when it has no message.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when it is not there.</returns>
    /// <exception cref="ArgumentException">The name is empty, too long or has a character that is not allowed.</exception>
    /// <exception cref="ConnectionException">The server can't be reached or used, or the bus has stopped.</exception>
    /// <exception cref="Corporation.RedisStreams.RedisStreamsException">
    /// It is in use or not empty, and was to be removed only otherwise; the text says which. Or the server refused it.
    /// </exception>
    Task<bool> DeleteQueueAsync(string queueName, bool ifUnused = true, bool ifEmpty = true, CancellationToken cancellationToken = default);

    /// <summary>
    /// Ends a queue's subscription to a topic, whatever its routing keys. Endpoints never do that by themselves: another instance may still
    /// want it.
    /// </summary>
    /// <remarks>First take it from the configuration of all endpoints: one that runs with it subscribes again within a lease.</remarks>
    /// <param name="queueName">The queue.</param>
    /// <param name="topicName">The topic: a message type's entity name, or one of your own.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="ArgumentException">A name is empty, too long or has a character that is not allowed.</exception>
    /// <exception cref="ConnectionException">The server can't be reached or used, or the bus has stopped.</exception>
    /// <exception cref="Corporation.RedisStreams.RedisStreamsException">The server refused it; the text says why.</exception>
    Task<bool> UnsubscribeAsync(string queueName, string topicName, CancellationToken cancellationToken = default);

    /// <summary>Takes a scheduled message back.</summary>
    /// <param name="tokenId">What <c>ScheduledMessage.TokenId</c> said when it was scheduled.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether it was still there; otherwise it is on its way, was cancelled before, or is unknown.</returns>
    /// <exception cref="ConnectionException">The server can't be reached or used, or the bus has stopped.</exception>
    /// <exception cref="Corporation.RedisStreams.RedisStreamsException">The server refused it; the text says why.</exception>
    Task<bool> CancelScheduledAsync(Guid tokenId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Reads a queue no more in this bus: what runs is finished, what was only fetched is given back at once for other processes.
    /// </summary>
    /// <remarks>
    /// It holds until <see cref="Resume"/> or the end of the process, also when the endpoint has to begin again; its probe says so. A read
    /// that is under way may still bring something. What it owns alone (a partition, a queue with one consumer) it keeps meanwhile. Other
    /// processes are not told.
    /// </remarks>
    /// <param name="queueName">The queue of an endpoint that has started.</param>
    /// <returns>False when this bus does not read the queue now.</returns>
    /// <exception cref="ArgumentException">The name is empty, too long or has a character that is not allowed.</exception>
    Task<bool> PauseAsync(string queueName);

    /// <summary>Reads a paused queue again.</summary>
    /// <param name="queueName">The queue.</param>
    /// <returns>False when it was not paused.</returns>
    /// <exception cref="ArgumentException">The name is empty, too long or has a character that is not allowed.</exception>
    bool Resume(string queueName);
}
