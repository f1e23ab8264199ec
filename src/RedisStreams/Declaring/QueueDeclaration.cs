using Corporation.RedisStreams.Addressing;
using Corporation.RedisStreams.Protocol;
using MassTransit;

namespace Corporation.RedisStreams.Declaring;

/// <summary>How a queue is to be.</summary>
internal sealed record QueueDeclaration
{
    private readonly int _partitions;

    public required QueueName Queue { get; init; }

    /// <summary>
    /// Lanes by partition key. It can't change while the queue exists: the keys of waiting messages would belong to other lanes.
    /// </summary>
    /// <value>0 to 64, default 0: not partitioned.</value>
    public int Partitions
    {
        get => _partitions;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Lane.MaxPartitions);
            _partitions = value;
        }
    }

    /// <summary>The most messages, those in work included; null: no bound.</summary>
    public long? MaxLength { get; init; }

    /// <summary>The most memory by the server's own estimate (<c>MEMORY USAGE</c>); null: no bound.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>What a sender meets when the queue is at a bound.</summary>
    public RedisStreamsOverflow Overflow { get; init; }

    /// <summary>Without a consumer for so long the queue disappears; null: it stays.</summary>
    public TimeSpan? AutoDeleteAfter { get; init; }

    public IReadOnlyCollection<Subscription> Subscriptions { get; init; } = [];
}
