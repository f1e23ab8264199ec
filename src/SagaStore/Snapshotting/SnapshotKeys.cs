using StackExchange.Redis;

namespace Corporation.SagaStore.Snapshotting;

/// <summary>The Redis keys of one saga. The braces pin them to one slot of a cluster, which the scripts need.</summary>
internal readonly record struct SnapshotKeys(string Prefix, Guid CorrelationId)
{
    /// <summary>A hash: <c>version</c> and <c>state</c>, the saga as JSON.</summary>
    public RedisKey Saga => $"{Prefix}:{{{CorrelationId}}}";

    /// <summary>A string: the token of whoever holds the lock.</summary>
    public RedisKey Lock => $"{Prefix}:{{{CorrelationId}}}:lock";
}
