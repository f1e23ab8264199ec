using Corporation.Contracts.Fleet;
using Corporation.Hq.Diagnostics;
using Corporation.Hq.Fleet;
using Corporation.Sagas.FactoryLife;
using Corporation.Sagas.MissionLife;
using Corporation.Sagas.Storage;
using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Reading;
using Corporation.SagaStore.Writing;
using Microsoft.Extensions.Options;

namespace Corporation.Hq.Retaining;

/// <summary>Forgets factories that have been offline for long, and removes the oldest of what happened to factories.</summary>
internal sealed class GoneFactories(
    IStoreReader reader, IStoreWriter writer, FleetDesk desk, IOptions<RetentionOptions> options, TimeProvider time, ILogger<GoneFactories> logger)
{
    private readonly RetentionOptions _options = options.Value;

    /// <summary>Does all that is due now.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        if (_options.KeepFactoriesDuration > TimeSpan.Zero)
            await ForgetAsync(cancellationToken);
        if (_options.KeepFactoryEventsDuration > TimeSpan.Zero)
        {
            while (await RemoveEventsAsync(cancellationToken) == _options.BatchSize)
                await Task.Delay(_options.BatchPauseDuration, time, cancellationToken);
        }
    }

    // The factory's machine has the last word: one that was heard meanwhile stays.
    private async Task ForgetAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - _options.KeepFactoriesDuration;
        var gone = await reader.QueryAsync(
            $"""
            select factory_id from factory_states
            where current_state = '{nameof(FactoryPresence.Offline)}' and mode = '{nameof(FactoryMode.Active)}' and last_seen_at < $1
            order by last_seen_at
            """,
            static row => row.GetString(0),
            [UnixMicroseconds.Of(before)],
            cancellationToken);
        foreach (var factoryId in gone)
        {
            var outcome = await desk.ForgetAsync(factoryId, Actors.Hq, $"It has been offline since before {before:O}.", cancellationToken);
            if (outcome.Verdict is OrderVerdict.Taken)
                Log.FactoryForgotten(logger, factoryId, before);
        }
    }

    // Positions grow with time: the oldest are the first, and no index by time is needed.
    private Task<int> RemoveEventsAsync(CancellationToken cancellationToken) => writer.WriteAsync(
        session =>
        {
            var before = UnixMicroseconds.Of(time.GetUtcNow() - _options.KeepFactoryEventsDuration);
            var oldest = session.Query(
                "select position, occurred_at from factory_events order by position limit $1", static row => (Position: row.GetInt64(0), At: row.GetInt64(1)), _options.BatchSize);
            var due = oldest.TakeWhile(row => row.At < before).ToList();
            if (due.Count == 0)
                return 0;

            var isShared = session.Engine == StoreEngine.PostgreSql;
            if (isShared)
                session.Execute(AppendOnlyEvents.AllowRemoval);
            session.Execute("delete from factory_events where position <= $1", due[^1].Position);

            // Others may share the transaction.
            if (isShared)
                session.Execute(AppendOnlyEvents.ForbidRemoval);
            return due.Count;
        },
        cancellationToken);
}
