using MassTransit;
using MassTransit.Middleware;
using MassTransit.Saga;
using StackExchange.Redis;

namespace Corporation.SagaStore.Snapshotting;

/// <summary>Reads sagas outside of any message.</summary>
internal sealed class SnapshotReadContext<TSaga>(IDatabase database, SnapshotSettings<TSaga> settings, CancellationToken cancellationToken)
    : BasePipeContext(cancellationToken), LoadSagaRepositoryContext<TSaga>
    where TSaga : class, ISagaVersion
{
    // MassTransit's contract: null when there is none.
    public async Task<TSaga> Load(Guid correlationId) =>
        (await Snapshot<TSaga>.ReadAsync(database, new SnapshotKeys(settings.KeyPrefix, correlationId)))?.Saga!;
}
