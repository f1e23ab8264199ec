using System.Globalization;
using Corporation.SagaStore.Diagnostics;
using Corporation.SagaStore.Repository;
using MassTransit;
using MassTransit.Context;
using MassTransit.Logging;
using MassTransit.Saga;
using StackExchange.Redis;

namespace Corporation.SagaStore.Snapshotting;

/// <summary>One message's view of its saga. It is written when the behaviour has ended, so that one that throws leaves nothing behind.</summary>
internal sealed class SnapshotSagaContext<TSaga, TMessage>(
    ConsumeContext<TMessage> message, IDatabase database, SnapshotSettings<TSaga> settings, string lockToken)
    : ConsumeContextScope<TMessage>(message), SagaRepositoryContext<TSaga, TMessage>
    where TSaga : class, ISagaVersion
    where TMessage : class
{
    private readonly ConsumeContext<TMessage> _message = message;

    // Null as long as the saga is not in Redis.
    private Snapshot<TSaga>? _read;

    public Task<SagaConsumeContext<TSaga, TMessage>> Add(TSaga instance) => CreateSagaConsumeContext(_message, instance, SagaConsumeContextMode.Add);

    // Only looks: writing here would stay if the behaviour failed. The loser of a race is refused when it writes, and its retry loads.
    public async Task<SagaConsumeContext<TSaga, TMessage>> Insert(TSaga instance)
    {
        if (await database.KeyExistsAsync(KeysOf(instance.CorrelationId).Saga, CommandFlags.DemandMaster))
            return null!; // MassTransit's way to say: load it instead.

        _message.LogInsert<TSaga, TMessage>(instance.CorrelationId);
        return await CreateSagaConsumeContext(_message, instance, SagaConsumeContextMode.Insert);
    }

    public async Task<SagaConsumeContext<TSaga, TMessage>> Load(Guid correlationId)
    {
        _read = await Snapshot<TSaga>.ReadAsync(database, KeysOf(correlationId));
        return _read is null
            ? null! // MassTransit's way to say: there is none.
            : await CreateSagaConsumeContext(_message, _read.Saga, SagaConsumeContextMode.Load);
    }

    public Task Save(SagaConsumeContext<TSaga> context) => StoreAsync(context.Saga);

    // Nothing is written when the saga looks as it was read.
    public Task Update(SagaConsumeContext<TSaga> context) =>
        Snapshot<TSaga>.Write(context.Saga) == _read?.State ? Task.CompletedTask : StoreAsync(context.Saga);

    public Task Delete(SagaConsumeContext<TSaga> context) =>
        _read is null ? Task.CompletedTask : WriteAsync(context.Saga.CorrelationId, RedisValue.EmptyString, RedisValue.EmptyString);

    public Task Discard(SagaConsumeContext<TSaga> context) => Task.CompletedTask;

    public Task Undo(SagaConsumeContext<TSaga> context) => Task.CompletedTask;

    public Task<SagaConsumeContext<TSaga, T>> CreateSagaConsumeContext<T>(ConsumeContext<T> consumeContext, TSaga instance, SagaConsumeContextMode mode)
        where T : class => Task.FromResult<SagaConsumeContext<TSaga, T>>(new DefaultSagaConsumeContext<TSaga, T>(consumeContext, instance));

    private Task StoreAsync(TSaga saga)
    {
        saga.Version = _read is null ? 1 : unchecked(_read.Version + 1);
        return WriteAsync(saga.CorrelationId, saga.Version, Snapshot<TSaga>.Write(saga));
    }

    private async Task WriteAsync(Guid id, RedisValue version, RedisValue state)
    {
        var keys = KeysOf(id);
        var expected = _read?.Version.ToString(CultureInfo.InvariantCulture) ?? "";
        RedisValue lifeMs = settings.Expiry is { } expiry ? (long)expiry.TotalMilliseconds : RedisValue.EmptyString;
        if (await SnapshotScript.Write.RunAsync(database, [keys.Saga, keys.Lock], expected, version, state, lifeMs, lockToken) == 1)
            return;

        StoreMetrics.Conflicts.Add(1);
        throw new SagaConflictException(typeof(TSaga), id);
    }

    private SnapshotKeys KeysOf(Guid id) => new(settings.KeyPrefix, id);
}
