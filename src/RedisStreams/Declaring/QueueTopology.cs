using System.Globalization;
using Corporation.RedisStreams.Addressing;
using Corporation.RedisStreams.Connection;
using Corporation.RedisStreams.Protocol;
using MassTransit;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Declaring;

/// <summary>
/// Declares and removes queues, topics and subscriptions. Every call is atomic but the purge, and saying the same again changes nothing.
/// </summary>
internal sealed class QueueTopology(RedisConnection connection)
{
    // Their bodies pass through the script's memory.
    private const int PurgedPerCall = 200;

    private static readonly Script DeclareQueue = Script.Of("declare-queue");
    private static readonly Script DeclareTopic = Script.Of("declare-topic");
    private static readonly Script DeleteQueue = Script.Of("delete-queue");
    private static readonly Script EndSubscription = Script.Of("unsubscribe");
    private static readonly Script Purge = Script.Of("purge");

    /// <summary>Makes sure that the queue exists as declared and has the subscriptions. Subscriptions it had before stay.</summary>
    /// <returns>Whether it is new.</returns>
    /// <exception cref="RedisStreamsException">
    /// The queue exists with another number of partitions, or another program uses one of its keys.
    /// </exception>
    public async Task<bool> DeclareQueueAsync(QueueDeclaration declaration, CancellationToken cancellationToken)
    {
        RedisValue[] arguments =
        [
            declaration.Queue.Value, declaration.Partitions, Optional(declaration.MaxLength), Optional(declaration.MaxBytes),
            declaration.Overflow == RedisStreamsOverflow.Block ? "block" : "reject",
            Optional(declaration.AutoDeleteAfter is { } idle ? (long)idle.TotalMilliseconds : null),
            .. declaration.Subscriptions.SelectMany(subscription => new RedisValue[] { subscription.Topic.Value, subscription.Pattern }),
        ];

        var reply = await RunAsync(DeclareQueue, arguments, cancellationToken);
        return reply.Resp2Type == ResultType.Integer
            ? (int)reply == 1
            : throw TopologyRefusal.OfDeclaration((string?)reply ?? "", declaration);
    }

    /// <summary>Makes sure that the topic is known, and which others a message published to it reaches as well.</summary>
    /// <exception cref="RedisStreamsException">Another program uses one of its keys.</exception>
    public async Task DeclareTopicAsync(TopicName topic, IReadOnlyCollection<TopicName> parents, CancellationToken cancellationToken)
    {
        RedisValue[] arguments = [topic.Value, .. parents.Select(parent => (RedisValue)parent.Value)];
        var reply = (string?)await RunAsync(DeclareTopic, arguments, cancellationToken);
        if (reply != "OK")
            throw TopologyRefusal.OfKey(reply ?? "", $"The topic '{topic}'");
    }

    /// <summary>Ends a subscription with one pattern.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> UnsubscribeAsync(QueueName queue, Subscription subscription, CancellationToken cancellationToken) =>
        (int)await RunAsync(EndSubscription, [queue.Value, subscription.Topic.Value, subscription.Pattern, "0"], cancellationToken) == 1;

    /// <summary>Ends a queue's subscription to a topic, whatever its patterns.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> UnsubscribeAsync(QueueName queue, TopicName topic, CancellationToken cancellationToken) =>
        (int)await RunAsync(EndSubscription, [queue.Value, topic.Value, RedisValue.EmptyString, "1"], cancellationToken) == 1;

    /// <summary>Deletes a queue, what is in it, and its subscriptions. A consumer that reads it meanwhile declares it again.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="RedisStreamsException">It is in use, or not empty, and was not to be.</exception>
    public async Task<bool> DeleteQueueAsync(QueueName queue, bool ifUnused, bool ifEmpty, CancellationToken cancellationToken)
    {
        var reply = await RunAsync(DeleteQueue, [queue.Value, ifUnused ? "1" : "0", ifEmpty ? "1" : "0"], cancellationToken);
        return reply.Resp2Type == ResultType.Integer
            ? (int)reply == 1
            : throw TopologyRefusal.OfDeletion((string?)reply ?? "", queue);
    }

    /// <summary>Removes what waits in the queue now, in steps. What a consumer has in its hands stays.</summary>
    /// <returns>How many messages were removed.</returns>
    public async Task<long> PurgeAsync(QueueName queue, CancellationToken cancellationToken)
    {
        var removed = 0L;
        RedisValue[] lastIds = [];
        while (true)
        {
            var reply = (RedisValue[]?)await RunAsync(Purge, [queue.Value, PurgedPerCall, .. lastIds], cancellationToken) ?? [];
            removed += (long)reply[0];
            if ((int)reply[1] == 0)
                return removed;
            lastIds = reply[2..];
        }
    }

    private static RedisValue Optional(long? number) =>
        number is { } value ? value.ToString(CultureInfo.InvariantCulture) : RedisValue.EmptyString;

    private Task<RedisResult> RunAsync(Script script, RedisValue[] arguments, CancellationToken cancellationToken) =>
        script.EvaluateAsync(connection.Database, connection.Keys.ForScripts, arguments).WaitAsync(cancellationToken);
}
