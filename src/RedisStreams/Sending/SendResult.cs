namespace Corporation.RedisStreams.Sending;

/// <summary>What became of a message that was sent.</summary>
/// <param name="Copies">How many queues got it; 1 when it was scheduled; 0 when nobody subscribes, or when it was sent before.</param>
/// <param name="WasDuplicate">Whether a message with its id was sent there within the deduplication window; it counts as sent.</param>
internal readonly record struct SendResult(int Copies, bool WasDuplicate);
