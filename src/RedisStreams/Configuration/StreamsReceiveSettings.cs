using MassTransit;

namespace Corporation.RedisStreams.Configuration;

/// <summary>What is configured of one endpoint's queue, as it was said; checked when the bus is built.</summary>
internal sealed class StreamsReceiveSettings(string queueName)
{
    public string QueueName { get; set; } = queueName;

    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(30);

    public int? MaxDeliveryCount { get; set; } = 10;

    public TimeSpan? AutoDeleteOnIdle { get; set; }

    /// <summary>Whether the queue goes with the endpoint when that stops: the queues of buses and of temporary endpoints.</summary>
    public bool IsTemporary { get; set; }

    public bool PurgeOnStartup { get; set; }

    public bool DeadLetterExpiredMessages { get; set; }

    public bool SingleActiveConsumer { get; set; }

    public bool Exclusive { get; set; }

    public int? PartitionCount { get; set; }

    public long? MaxLength { get; set; }

    public long? MaxBytes { get; set; }

    public RedisStreamsOverflow Overflow { get; set; }

    public IEnumerable<string> Problems()
    {
        if (LeaseDuration < TimeSpan.FromSeconds(1) || LeaseDuration > TimeSpan.FromDays(1))
            yield return $"LeaseDuration is {LeaseDuration}; it must be 1 second to 1 day.";
        if (MaxDeliveryCount < 1)
            yield return $"MaxDeliveryCount is {MaxDeliveryCount}; it must be 1 or more, or null for no limit.";
        if (AutoDeleteOnIdle < TimeSpan.FromSeconds(3) || AutoDeleteOnIdle > TimeSpan.FromDays(365))
            yield return $"AutoDeleteOnIdle is {AutoDeleteOnIdle}; it must be 3 seconds to 365 days, or null to keep the queue.";
        if (PartitionCount is < 1 or > Protocol.Lane.MaxPartitions)
            yield return $"PartitionCount is {PartitionCount}; it must be 1 to {Protocol.Lane.MaxPartitions}, or null for none.";
        if (MaxLength < 1)
            yield return $"MaxLength is {MaxLength}; it must be 1 or more, or null for no limit.";
        if (MaxBytes < 1)
            yield return $"MaxBytes is {MaxBytes}; it must be 1 or more, or null for no limit.";
        if ((SingleActiveConsumer || Exclusive) && PartitionCount is not null)
        {
            yield return "PartitionCount shares the queue between instances; SingleActiveConsumer and Exclusive give it to one. "
                + "Choose one of them.";
        }

        if (SingleActiveConsumer && Exclusive)
            yield return "Exclusive refuses a second consumer, SingleActiveConsumer lets it stand by. Choose one of them.";
    }
}
