using MassTransit;
using StackExchange.Redis;

namespace Corporation.SagaStore.Snapshotting;

/// <summary>How one saga is kept in Redis.</summary>
internal sealed record SnapshotSettings<TSaga>
    where TSaga : class, ISagaVersion
{
    public required ConcurrencyMode Mode { get; init; }

    public required string KeyPrefix { get; init; }

    public required TimeSpan LockTimeout { get; init; }

    public required TimeSpan LockRetryTimeout { get; init; }

    public required TimeSpan? Expiry { get; init; }

    public required Func<IServiceProvider, ValueTask<IDatabase>> Connect { get; init; }
}
