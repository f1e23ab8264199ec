namespace Corporation.RedisStreams.Receiving;

/// <summary>How an entry is to be held.</summary>
/// <param name="Delay">From now on; zero to have it delivered again at once.</param>
/// <param name="DeliveriesWhileHeld">Its delivery count meanwhile; whoever takes it counts one more.</param>
/// <param name="RedeliveryCount">Its new redelivery count; null to leave it.</param>
internal readonly record struct Holding(TimeSpan Delay, int DeliveriesWhileHeld, int? RedeliveryCount)
{
    /// <summary>As if it had never been delivered.</summary>
    public static Holding Untouched(Delivery delivery) => new(TimeSpan.Zero, delivery.DeliveryCount - 1, null);
}
