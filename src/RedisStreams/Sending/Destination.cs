using Corporation.RedisStreams.Addressing;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Sending;

/// <summary>
/// Where messages go: one queue, or whoever subscribes to a topic. Make one for each address and keep it: its wire form is made once.
/// </summary>
internal sealed class Destination
{
    private Destination(string text, RedisValue parents)
    {
        Text = text;
        Wire = Encode(text);
        Parents = parents;
    }

    /// <summary><c>q:</c> or <c>t:</c>, and the name.</summary>
    public string Text { get; }

    /// <summary>The name of the queue or topic.</summary>
    public string Name => Text[2..];

    /// <summary><see cref="Text"/> as it is sent.</summary>
    internal RedisValue Wire { get; }

    /// <summary>The parents' names, one a line; null when the server is to look them up.</summary>
    internal RedisValue Parents { get; }

    public static Destination Queue(QueueName queue) => new($"q:{queue}", RedisValue.Null);

    /// <summary>
    /// A topic known by its name alone: which base types it has is what <see cref="Declaring.QueueTopology"/> was told about it.
    /// </summary>
    public static Destination Topic(TopicName topic) => new($"t:{topic}", RedisValue.Null);

    /// <summary>A topic of a message type.</summary>
    /// <param name="topic">The type's own topic.</param>
    /// <param name="parents">
    /// The topics of all its base types and interfaces. They go along with every message, so nothing is lost when the server forgot them.
    /// </param>
    public static Destination Topic(TopicName topic, IEnumerable<TopicName> parents) =>
        new($"t:{topic}", Encode(string.Join('\n', parents.Where(parent => parent != topic))));

    public override string ToString() => Text;

    // Bytes, so that no send encodes it again. Names are ASCII.
    private static RedisValue Encode(string text) => System.Text.Encoding.ASCII.GetBytes(text);
}
