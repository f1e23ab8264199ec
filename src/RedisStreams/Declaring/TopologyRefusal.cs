using Corporation.RedisStreams.Addressing;

namespace Corporation.RedisStreams.Declaring;

/// <summary>What the scripts about queues and topics refuse, in words.</summary>
internal static class TopologyRefusal
{
    public static RedisStreamsException OfDeclaration(string reply, QueueDeclaration declaration)
    {
        if (reply.Split(' ') is not ["CONFLICT", var there])
            return OfKey(reply, $"The queue '{declaration.Queue}'");

        return new RedisStreamsException(
            $"The queue '{declaration.Queue}' exists with {there} partitions; {declaration.Partitions} were declared. "
            + "Declare the same number, or delete the queue first: waiting messages would lose their order.")
        { Entity = declaration.Queue.Value };
    }

    public static RedisStreamsException OfDeletion(string reply, QueueName queue) => reply.Split(' ') switch
    {
        ["INUSE", var consumers] => new RedisStreamsException(
            $"The queue '{queue}' was not deleted: it has {consumers} consumers. Stop them first.")
        { Entity = queue.Value },
        ["NOTEMPTY", var messages] => new RedisStreamsException(
            $"The queue '{queue}' was not deleted: it has {messages} messages. Consume or purge them first.")
        { Entity = queue.Value },
        _ => new RedisStreamsException($"The queue '{queue}' was not deleted: {reply}") { Entity = queue.Value },
    };

    public static RedisStreamsException OfKey(string reply, string what) => reply.Split(' ') is ["WRONGTYPE", var key, var type]
        ? new RedisStreamsException(
            $"{what} can't be declared: the key '{key}' holds a {type}, which the transport did not put there. "
            + "Delete or rename the key, or use another virtual host.")
        { Entity = key }
        : new RedisStreamsException($"{what} can't be declared: {reply}");
}
