using System.Globalization;
using Corporation.RedisStreams.Addressing;
using Corporation.RedisStreams.Connection;
using Corporation.RedisStreams.Protocol;
using MassTransit;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Declaring;

/// <summary>Declares queues, topics and subscriptions. Every call is one atomic step, and saying the same again changes nothing.</summary>
internal sealed class QueueTopology(RedisConnection connection)
{
    private static readonly Script DeclareQueue = Script.Of("declare-queue");
    private static readonly Script DeclareTopic = Script.Of("declare-topic");

    private readonly RedisKey[] _keys = [connection.Keys.Prefix];

    /// <summary>Makes sure that the queue exists as declared and has the subscriptions. Subscriptions it had before stay.</summary>
    /// <returns>Whether it is new.</returns>
    /// <exception cref="RedisStreamsException">The queue exists with another number of partitions, or another program uses one of its keys.</exception>
    public async Task<bool> DeclareQueueAsync(QueueDeclaration declaration, CancellationToken cancellationToken)
    {
        RedisValue[] arguments =
        [
            declaration.Queue.Value, declaration.Partitions, Optional(declaration.MaxLength), Optional(declaration.MaxBytes),
            declaration.Overflow == RedisStreamsOverflow.Block ? "block" : "reject",
            Optional(declaration.AutoDeleteAfter is { } idle ? (long)idle.TotalMilliseconds : null),
            .. declaration.Subscriptions.SelectMany(subscription => new RedisValue[] { subscription.Topic.Value, subscription.Pattern }),
        ];

        var reply = await DeclareQueue.EvaluateAsync(connection.Database, _keys, arguments).WaitAsync(cancellationToken);
        return reply.Resp2Type == ResultType.Integer
            ? (int)reply == 1
            : throw Describe((string?)reply ?? "", declaration);
    }

    /// <summary>Makes sure that the topic is known, and which others a message published to it reaches as well.</summary>
    /// <exception cref="RedisStreamsException">Another program uses one of its keys.</exception>
    public async Task DeclareTopicAsync(TopicName topic, IReadOnlyCollection<TopicName> parents, CancellationToken cancellationToken)
    {
        RedisValue[] arguments = [topic.Value, .. parents.Select(parent => (RedisValue)parent.Value)];
        var reply = (string?)await DeclareTopic.EvaluateAsync(connection.Database, _keys, arguments).WaitAsync(cancellationToken) ?? "";
        if (reply != "OK")
            throw WrongType(reply.Split(' '), $"The topic '{topic}'");
    }

    private static RedisValue Optional(long? number) => number is { } value ? value.ToString(CultureInfo.InvariantCulture) : RedisValue.EmptyString;

    private static RedisStreamsException Describe(string reply, QueueDeclaration declaration)
    {
        var words = reply.Split(' ');
        return words[0] != "CONFLICT"
            ? WrongType(words, $"The queue '{declaration.Queue}'")
            : new RedisStreamsException(
                $"The queue '{declaration.Queue}' exists with {words[1]} partitions; {declaration.Partitions} were declared. "
                + "Declare the same number, or delete the queue first: waiting messages would lose their order.")
            { Entity = declaration.Queue.Value };
    }

    private static RedisStreamsException WrongType(string[] words, string what) => words is ["WRONGTYPE", var key, var type]
        ? new RedisStreamsException(
            $"{what} can't be declared: the key '{key}' holds a {type}, which the transport did not put there. Delete or rename the key, or use another virtual host.")
        { Entity = key }
        : new RedisStreamsException($"{what} can't be declared: {string.Join(' ', words)}");
}
