namespace Corporation.RedisStreams.Inspecting;

/// <summary>What a requeue did.</summary>
/// <param name="Sent">Messages that were sent again and removed.</param>
/// <param name="Refusal">Why it ended early: the destination refused one; null when it did not.</param>
internal readonly record struct RequeueResult(int Sent, RedisStreamsException? Refusal);
