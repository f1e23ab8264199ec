namespace Corporation.RedisStreams.Receiving;

/// <summary>Who alone reads a queue.</summary>
/// <param name="IsMine">Whether it is the consumer that asked.</param>
/// <param name="IsNew">Whether it became so just now.</param>
/// <param name="Owner">The owner's name.</param>
/// <param name="NowMs">The server's clock in Unix milliseconds.</param>
internal readonly record struct QueueOwnership(bool IsMine, bool IsNew, string Owner, long NowMs);
