using Corporation.RedisStreams.Addressing;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Protocol;

/// <summary>
/// Every Redis key and channel of one virtual host. The braces put all of them into one cluster slot, which the scripts need.
/// </summary>
internal sealed class StreamKeys(VirtualHostName virtualHost)
{
    /// <summary>The consumer group that every reader of a queue joins.</summary>
    public const string Group = "mt";

    /// <summary>The consumer that stands for nobody: it holds entries that wait for their time, and is never reaped.</summary>
    public const string HoldingConsumer = "~held";

    /// <summary>What every key starts with.</summary>
    public string Prefix { get; } = $"mt:{{{virtualHost.Value}}}:";

    /// <summary>
    /// The keys that a script is called with, when it makes the names of all others itself. Neither exists, and there are two on purpose:
    /// while a cluster moves the virtual host to another node key by key, it refuses (TRYAGAIN) a command with several keys of which one is
    /// missing, but would send one with a single missing key to the new node, which doesn't have the other keys yet.
    /// </summary>
    public RedisKey[] ForScripts => field ??= [Prefix, Prefix + "-"];

    /// <summary>SET of the names of all queues.</summary>
    public string Queues => Prefix + "queues";

    /// <summary>SET of the names of all topics.</summary>
    public string Topics => Prefix + "topics";

    /// <summary>ZSET of scheduled messages by token; the score is when they are due, in Unix milliseconds.</summary>
    public string Scheduled => Prefix + "scheduled";

    /// <summary>Channel that wakes readers and movers; losing what is said on it costs time, never a message.</summary>
    public string WakeChannel => Prefix + "wake";

    /// <summary>STREAM of one lane of a queue.</summary>
    public string Stream(QueueName queue, Lane lane) => lane == Lane.Normal ? $"{Prefix}q:{queue}" : $"{Prefix}q-{lane.Code}:{queue}";

    /// <summary>
    /// HASH of a queue's settings: <c>partitions</c>, <c>max-length</c>, <c>max-bytes</c>, <c>overflow</c>, <c>idle-ms</c>. It exists while
    /// the queue does.
    /// </summary>
    public string Settings(QueueName queue) => $"{Prefix}settings:{queue}";

    /// <summary>
    /// ZSET of entries held back, one for each partition and one for all other lanes, named by <see cref="EntryPlace"/>; the score is when
    /// they are due, in Unix milliseconds.
    /// </summary>
    public string Held(QueueName queue, Lane lane = default) =>
        lane.IsPartition ? $"{Prefix}held-{lane.Code}:{queue}" : $"{Prefix}held:{queue}";

    /// <summary>HASH from <see cref="EntryPlace"/> to the number of times the entry was redelivered with a delay.</summary>
    public string Redelivered(QueueName queue) => $"{Prefix}redelivered:{queue}";

    /// <summary>HASH from consumer name to the token of the process that has it.</summary>
    public string Consumers(QueueName queue) => $"{Prefix}consumers:{queue}";

    /// <summary>HASH from lane (or <c>all</c>) to <c>consumer|token|expires in Unix ms</c>: who alone may read it.</summary>
    public string Owners(QueueName queue) => $"{Prefix}owners:{queue}";

    /// <summary>HASH from queue name to a routing pattern, empty for everything: who subscribes to a topic.</summary>
    public string Topic(TopicName topic) => $"{Prefix}topic:{topic}";

    /// <summary>SET of the topics that a message published to this topic reaches as well: those of its base types and interfaces.</summary>
    public string Parents(TopicName topic) => $"{Prefix}parents:{topic}";

    /// <summary>HASH of a scheduled message: its destination, options and fields.</summary>
    public string ScheduledMessage(string token) => $"{Prefix}scheduled:{token}";

    /// <summary>STRING that exists while a message id counts as sent to a destination.</summary>
    public string Sent(string destination, string messageId) => $"{Prefix}sent:{destination}:{messageId}";
}
