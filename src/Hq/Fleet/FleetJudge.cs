using System.Data.Common;
using System.Globalization;
using Corporation.Contracts.Fleet;
using Corporation.Contracts.Missions;
using Corporation.Hq.Diagnostics;
using Corporation.Sagas.Commanding;
using Corporation.Sagas.FactoryLife;
using Corporation.Sagas.MissionLife;
using Corporation.Sagas.Storage;
using Corporation.SagaStore.Reading;
using Corporation.SagaStore.Writing;
using MassTransit.Mediator;
using Microsoft.Extensions.Options;

namespace Corporation.Hq.Fleet;

/// <summary>
/// Looks after factories that are told not to work: confirms that nothing is left on those that drain, sends canaries to those in quarantine, and puts those into
/// quarantine whose attempts fail much more often than those of their peers.
/// </summary>
internal sealed class FleetJudge(
    IStoreReader reader, IStoreWriter store, FactoryDirectory directory, FleetDesk desk, IMissionDesk missions, IMediator mediator, IOptions<FleetOptions> options,
    TimeProvider time, ILogger<FleetJudge> logger) : BackgroundService
{
    private const string CanaryKind = "system:ping";
    private const int CanaryTimeoutSeconds = 60;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>What anybody asks of tallies is at most a day old.</summary>
    private static readonly TimeSpan TalliesKept = TimeSpan.FromHours(25);

    private static readonly string Told =
        $"select {FactoryRow.Columns} from factory_states where mode in ('{nameof(FactoryMode.Draining)}', '{nameof(FactoryMode.Quarantined)}')";

    private const string Left =
        """
        select 1 from missions where factory_id = $1 and current_state in ('Claimed', 'Running')
        union all
        select 1 from missions where current_state = 'Queued' and placed_factory_id = $1
        limit 1
        """;

    private readonly FleetOptions _options = options.Value;
    private long? _judgedAt;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await TryLookAsync(stoppingToken);
                await Task.Delay(Interval, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task TryLookAsync(CancellationToken stoppingToken)
    {
        try
        {
            foreach (var factory in await reader.QueryAsync(Told, FactoryRow.Read, [], stoppingToken))
            {
                if (factory.ModeNow is FactoryMode.Draining)
                    await ConfirmAsync(factory, stoppingToken);
                else
                    await TestAsync(factory, stoppingToken);
            }

            if (_judgedAt is not { } judged || time.GetElapsedTime(judged) >= _options.JudgingInterval)
            {
                _judgedAt = time.GetTimestamp();
                await JudgeAllAsync(stoppingToken);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Whatever it was: a judge that ends would take the whole of HQ with it.
            Log.JudgingFailed(logger, exception);
        }
    }

    // The factory's own word that it drains is needed: until then it may be claiming something.
    private async Task ConfirmAsync(FactoryState factory, CancellationToken stoppingToken)
    {
        if (factory.DrainedAt is not null || factory.ObeyedMode != nameof(FactoryMode.Draining))
            return;

        // It may still run what HQ has given to somebody else.
        if (FactoryReport.Read(factory.Report).Heartbeat is { } beat && (beat.JournalBacklog > 0 || beat.Running.Count > 0))
            return;

        var left = await reader.QueryAsync(Left, static _ => true, [factory.FactoryId], stoppingToken);
        if (left.Count == 0)
            await mediator.Send(new ConfirmDrained(factory.FactoryId, factory.Epoch), stoppingToken);
    }

    private async Task TestAsync(FactoryState factory, CancellationToken stoppingToken)
    {
        if (factory.CanaryMissionId is { } canary)
        {
            var state = await reader.QueryAsync("select current_state from missions where mission_id = $1", static row => row.GetString(0), [canary], stoppingToken);
            var ended = state.Count == 0 ? MissionLifeState.Expired : Enum.Parse<MissionLifeState>(state[0]);
            if (ended.IsTerminal())
                await mediator.Send(new CanaryNews(factory.FactoryId, canary, ended is MissionLifeState.Succeeded), stoppingToken);
            return;
        }

        // One that is away could not run it; it is due as soon as it is back.
        if (factory.CanaryAt is not { } due || due > time.GetUtcNow() || factory.Presence is not FactoryPresence.Online || !CanPing(factory.FactoryId))
            return;

        // The same key at every HQ: it is one mission, whoever sends it.
        var filed = await missions.SubmitAsync(
            [new NewMission
            {
                MissionKind = CanaryKind,
                Task = $"canary of {factory.FactoryId}",
                Context = "{}",
                IdempotencyKey = string.Create(CultureInfo.InvariantCulture, $"canary:{factory.FactoryId}:{UnixMicroseconds.Of(due)}"),
                Priority = MissionLimits.MaxPriority,
                TimeoutSeconds = CanaryTimeoutSeconds,
                MaxRetries = 0,
                RetryDelaySeconds = 1,
                DeadlineAt = time.GetUtcNow() + 2 * TimeSpan.FromSeconds(CanaryTimeoutSeconds),
                Routing = new MissionRouting { TargetFactoryId = factory.FactoryId, IsCanary = true },
                Actor = Actors.Hq,
            }],
            stoppingToken);
        await mediator.Send(new CanaryNews(factory.FactoryId, filed[0].MissionId, null), stoppingToken);
    }

    private async Task JudgeAllAsync(CancellationToken stoppingToken)
    {
        var now = time.GetUtcNow();
        await store.WriteAsync(
            session =>
            {
                session.Execute("delete from attempt_tallies where period < $1", TallyKeeper.PeriodOf(now - TalliesKept));
                return true;
            },
            stoppingToken);
        if (!_options.QuarantinesByItself)
            return;

        var tallies = await reader.QueryAsync(
            "select factory_id, mission_kind, period, sum(succeeded), sum(failed), sum(lost) from attempt_tallies where period > $1 group by factory_id, mission_kind, period",
            static row => new AttemptRate(row.GetString(0), row.GetString(1), row.GetInt64(2), Count(row, 3), Count(row, 4), Count(row, 5)),
            [TallyKeeper.PeriodOf(now - _options.QuarantineWindow)],
            stoppingToken);
        var since = (await reader.QueryAsync(
                "select factory_id, mode_since from factory_states where mode = 'Active'", static row => (row.GetString(0), row.IsDBNull(1) ? 0L : row.GetInt64(1)), [], stoppingToken))
            .ToDictionary(static row => row.Item1, static row => row.Item2, StringComparer.Ordinal);
        foreach (var (factoryId, from) in since)
        {
            if (FailureComparison.Verdict(factoryId, TallyKeeper.PeriodOf(UnixMicroseconds.ToTime(from)), tallies, _options) is { } reason)
            {
                var end = CanPing(factoryId) ? "" : $" It does not run {CanaryKind}, so nothing can show that it works again: somebody must resume it.";
                await desk.OrderAsync(new OrderFactory(factoryId, FactoryMode.Quarantined, Actors.Hq, reason + end) { OnlyIfActive = true }, stoppingToken);
            }
        }
    }

    private bool CanPing(string factoryId) => directory.FindFactory(factoryId)?.Kinds.Any(static kind => kind.MissionKind == CanaryKind) is true;

    // PostgreSQL adds up bigint as numeric.
    private static long Count(DbDataReader row, int column) => Convert.ToInt64(row.GetValue(column), CultureInfo.InvariantCulture);
}
