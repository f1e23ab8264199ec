using Corporation.RedisStreams.Protocol;

namespace Corporation.RedisStreams.Inspecting;

/// <summary>What is in one lane of a queue.</summary>
/// <param name="Lane">The lane.</param>
/// <param name="Length">Entries, those in work included.</param>
/// <param name="InHand">Entries that consumers have.</param>
/// <param name="Held">Entries held back for later, or given back and not yet taken again.</param>
/// <param name="OldestAge">Since the oldest entry was added, by the server's clock; null when the lane is empty.</param>
internal readonly record struct LaneStats(Lane Lane, long Length, long InHand, long Held, TimeSpan? OldestAge);

/// <summary>What is in a queue, all at one moment.</summary>
/// <param name="Consumers">Consumers that gave a sign of life lately.</param>
/// <param name="Lanes">By priority, then partitions.</param>
internal sealed record QueueStats(int Consumers, IReadOnlyList<LaneStats> Lanes)
{
    public long Length => Lanes.Sum(lane => lane.Length);

    public long InHand => Lanes.Sum(lane => lane.InHand);

    public long Held => Lanes.Sum(lane => lane.Held);

    public TimeSpan? OldestAge => Lanes.Max(lane => lane.OldestAge);
}
