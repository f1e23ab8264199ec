using System.Diagnostics;
using System.Globalization;
using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;
using Corporation.Contracts.Offering;
using Corporation.FleetBench.Planning;
using Corporation.FleetBench.Serving;
using Corporation.TransportBench.Resources;
using Npgsql;

namespace Corporation.FleetBench.Beating;

/// <summary>A real HQ, bus and database with many simulated factories that run many missions: what that costs HQ, and how soon it sees that some are gone.</summary>
internal sealed class HeartbeatRun(HeartbeatPlan plan, TextWriter notes)
{
    private static readonly TimeSpan FillPatience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan RequeuePatience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    private readonly List<SimulatedFactory> _factories = [];
    private int _next;

    public async Task<HeartbeatSummary> RunAsync(CancellationToken cancellationToken)
    {
        await using var fleet = await FleetUnderTest.StartAsync([], cancellationToken, headquarters: 1);
        await using var bus = await SimulatedBus.StartAsync(fleet.Redis.Url, TakeAsync, cancellationToken);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var killed = CancellationTokenSource.CreateLinkedTokenSource(ended.Token);
        var lives = Start(bus, killed.Token, ended.Token);
        await FillAsync(fleet, cancellationToken);
        Say($"{plan.Factories} factories run {plan.Factories * plan.PerFactory} missions; waiting {Settling.TotalSeconds:0} s for what the start costs to be over …");
        await Task.Delay(Settling, TimeProvider.System, cancellationToken);

        bus.Measure();
        var (begun, cpu) = (Stopwatch.GetTimestamp(), CpuOf(fleet));
        await Task.Delay(plan.MeasureTime, TimeProvider.System, cancellationToken);
        var cores = (CpuOf(fleet) - cpu) / Stopwatch.GetElapsedTime(begun);
        var answered = bus.TakeMeasured();
        var falseStale = (int)await NumberAsync(
            fleet, "select count(distinct factory_id) from factory_events where event in ('stale', 'offline', 'degraded')", cancellationToken);
        Say(string.Create(CultureInfo.InvariantCulture, $"HQ takes {cores:0.000} cores; {answered.Count} heartbeats and renewals, p50 {answered.Ms(50):0.0} ms, p99 {answered.Ms(99):0.0} ms"));

        var running = _factories.Sum(static factory => factory.Held);
        var requeue = plan.Killed == 0 ? 0 : await KillAsync(fleet, killed, cancellationToken);
        await ended.CancelAsync();
        await Task.WhenAll(lives).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return new HeartbeatSummary(
            plan.Factories, running, falseStale, Math.Round(cores, 3), Math.Round(answered.Ms(99), 1), Math.Round(requeue, 1));
    }

    private List<Task> Start(SimulatedBus bus, CancellationToken killed, CancellationToken ended)
    {
        for (var number = 0; number < plan.Factories; number++)
            _factories.Add(new SimulatedFactory(string.Create(CultureInfo.InvariantCulture, $"sim-{number:0000}"), plan.PerFactory, bus));

        // The first ones are those that will be killed.
        return [.. _factories.Select((factory, number) => factory.LiveAsync((double)number / plan.Factories, number < plan.Killed ? killed : ended))];
    }

    private async Task TakeAsync(ExecuteMission offer, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < _factories.Count; tries++)
        {
            var factory = _factories[(int)((uint)Interlocked.Increment(ref _next) % (uint)_factories.Count)];
            if (!factory.TryTake())
                continue;
            await factory.ClaimAsync(offer.MissionId, offer.Attempt, cancellationToken);
            return;
        }
    }

    private async Task FillAsync(FleetUnderTest fleet, CancellationToken cancellationToken)
    {
        var client = fleet.Clients[0];
        while ((await client.ListKindsAsync(cancellationToken)).Kinds.FirstOrDefault(kind => kind.MissionKind == SimulatedFactory.Kind)?.Factories.Count is not { } known || known < plan.Factories)
            await Task.Delay(Look, TimeProvider.System, cancellationToken);

        var wanted = plan.Factories * plan.PerFactory;
        for (var submitted = 0; submitted < wanted; submitted += MissionLimits.MaxBatchSize)
        {
            var missions = Enumerable.Range(0, Math.Min(MissionLimits.MaxBatchSize, wanted - submitted)).Select(_ => new MissionSubmission { MissionKind = SimulatedFactory.Kind });
            await client.SubmitBatchAsync(new MissionBatch([.. missions]), cancellationToken);
        }

        var begun = Stopwatch.GetTimestamp();
        while (_factories.Sum(static factory => factory.Held) < wanted)
        {
            if (Stopwatch.GetElapsedTime(begun) > FillPatience)
                throw new InvalidOperationException($"Only {_factories.Sum(static factory => factory.Held)} of {wanted} missions were claimed within {FillPatience}.");
            await Task.Delay(Look, TimeProvider.System, cancellationToken);
        }
    }

    /// <returns>Seconds from the kill to the queue, 99th percentile.</returns>
    private async Task<double> KillAsync(FleetUnderTest fleet, CancellationTokenSource killed, CancellationToken cancellationToken)
    {
        var lost = _factories.Take(plan.Killed).SelectMany(static factory => factory.Missions).ToArray();
        var at = await NumberAsync(fleet, "select (extract(epoch from clock_timestamp()) * 1000000)::bigint", cancellationToken);
        await killed.CancelAsync();
        Say($"{plan.Killed} factories with {lost.Length} missions are gone …");
        var begun = Stopwatch.GetTimestamp();
        while (true)
        {
            var queued = await QueuedAsync(fleet, lost, at, cancellationToken);
            if (queued.Count == lost.Length)
            {
                queued.Sort();
                return queued[(int)Math.Ceiling(queued.Count * 0.99) - 1];
            }

            if (Stopwatch.GetElapsedTime(begun) > RequeuePatience)
                throw new InvalidOperationException($"Only {queued.Count} of {lost.Length} missions of killed factories were queued again within {RequeuePatience}.");
            await Task.Delay(Look, TimeProvider.System, cancellationToken);
        }
    }

    private static async Task<List<double>> QueuedAsync(FleetUnderTest fleet, Guid[] missions, long killedAt, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(fleet.Database);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            "select min(occurred_at) - $2 from mission_events where mission_id = any($1) and event = 'queued' and occurred_at > $2 group by mission_id", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = missions });
        command.Parameters.Add(new NpgsqlParameter { Value = killedAt });
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var seconds = new List<double>();
        while (await rows.ReadAsync(cancellationToken))
            seconds.Add(rows.GetInt64(0) / 1_000_000.0);
        return seconds;
    }

    private static async Task<long> NumberAsync(FleetUnderTest fleet, string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(fleet.Database);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!; // It has a row.
    }

    private static TimeSpan CpuOf(FleetUnderTest fleet) =>
        ProcessStat.Cpu(fleet.Headquarters[0].ProcessId) ?? throw new InvalidOperationException("This system does not tell what CPU time a process has taken.");

    private void Say(string line) => notes.WriteLine(line);
}
