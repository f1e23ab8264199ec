using Corporation.FleetChaos.Delegating;
using Corporation.FleetChaos.Running;
using Npgsql;
using StackExchange.Redis;

namespace Corporation.FleetChaos.Striking;

/// <summary>Makes the faults: each kind once in an order of the seed's, then whatever the seed says until the time is over.</summary>
/// <remarks>Two lanes side by side: one strikes servers and HQs, and what needs them in a certain state; the other strikes factories meanwhile.</remarks>
internal sealed class Striker
{
    private const int Tries = 4;

    private static readonly FaultKind[] FactoryLane = [FaultKind.FactoryKillRunning, FaultKind.FactoryPause, FaultKind.FactoryTwin];
    private static readonly TimeSpan ReadyPatience = TimeSpan.FromSeconds(60);

    private readonly ChaosPlan _plan;
    private readonly ChaosFleet _fleet;
    private readonly FaultLog _log;
    private readonly TimeProvider _time;
    private readonly RestartQueue _restarts;
    private readonly FactoryFaults _factories;
    private readonly ServerFaults _servers;
    private readonly ClaimFault _claims;
    private readonly ReportFaults _reports;
    private readonly DeliveryFaults _deliveries;

    public Striker(ChaosPlan plan, ChaosFleet fleet, Submitter submitter, BusTap tap, FaultLog log, TimeProvider time, CancellationToken stopping)
    {
        (_plan, _fleet, _log, _time) = (plan, fleet, log, time);
        _restarts = new RestartQueue(time, stopping);
        _factories = new FactoryFaults(plan, fleet, submitter, log, time, RandomFor(1));
        _servers = new ServerFaults(plan, fleet, log, time, RandomFor(2));
        _claims = new ClaimFault(plan, fleet, submitter, log, RandomFor(3));
        _reports = new ReportFaults(plan, fleet, new FactoryFaults(plan, fleet, submitter, log, time, RandomFor(4)), log, RandomFor(5));
        _deliveries = new DeliveryFaults(plan, tap, submitter, log, time, RandomFor(6));
        Poison = new PoisonFault(tap, log);
    }

    public PoisonFault Poison { get; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var others = Enum.GetValues<FaultKind>().Except(FactoryLane).ToArray();
        var lanes = Task.WhenAll(RunLaneAsync(FactoryLane, RandomFor(7), cancellationToken), RunLaneAsync(others, RandomFor(8), cancellationToken));

        // Whatever ended the lanes: nobody may still be starting processes when the fleet is ended.
        await lanes.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(lanes, _restarts.WhenAllAsync(), _deliveries.WhenAllAsync());
    }

    private Random RandomFor(int part) => new(unchecked((_plan.Seed * 31) + part));

    private async Task RunLaneAsync(FaultKind[] kinds, Random random, CancellationToken cancellationToken)
    {
        var begun = _time.GetTimestamp();
        var first = kinds.ToArray();
        random.Shuffle(first);
        foreach (var kind in first)
            await TryUntilMadeAsync(kind, random, cancellationToken);
        while (_time.GetElapsedTime(begun) < _plan.StrikingDuration)
            await TryAsync(kinds[random.Next(kinds.Length)], random, cancellationToken);
    }

    private async Task TryUntilMadeAsync(FaultKind kind, Random random, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            if (await TryAsync(kind, random, cancellationToken))
                return;
        }
    }

    private async Task<bool> TryAsync(FaultKind kind, Random random, CancellationToken cancellationToken)
    {
        // Mostly upon a fleet that works, or faults would only ever meet what is down already; but not until it has recovered from everything.
        foreach (var hq in _fleet.Headquarters)
            await Patience.UntilAsync(() => hq.IsUsableAsync(cancellationToken), ReadyPatience, cancellationToken);
        await Task.Delay(_plan.LeaseDuration * (random.NextDouble() / 10), _time, cancellationToken);

        _log.Begin(kind);
        try
        {
            await MakeAsync(kind, random, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is FaultMissedException or RedisException or NpgsqlException or TimeoutException)
        {
            _log.Missed(kind, exception.Message);
            return false;
        }
    }

    private Task MakeAsync(FaultKind kind, Random random, CancellationToken cancellationToken) => kind switch
    {
        FaultKind.FactoryKillClaimed => _claims.StrikeAsync(_restarts, cancellationToken),
        FaultKind.FactoryKillRunning => _factories.KillRunningAsync(random.Next(2) == 0, _restarts, cancellationToken),
        FaultKind.FactoryKillUnreported => _reports.LoseReportAsync(_restarts, cancellationToken),
        FaultKind.JournalDelivery => _reports.DeliverByJournalAsync(_restarts, cancellationToken),
        FaultKind.FactoryPause => _factories.PauseAsync(cancellationToken),
        FaultKind.FactoryTwin => _factories.TwinAsync(cancellationToken),
        FaultKind.HqKill => _servers.KillHqAsync(cancellationToken),
        FaultKind.HqKillBoth => _servers.KillBothHqsAsync(cancellationToken),
        FaultKind.RedisRestart => _servers.RestartRedisAsync(cancellationToken),
        FaultKind.RedisFlushall => _servers.FlushRedisAsync(),
        FaultKind.RedisAway => _servers.TakeRedisAwayAsync(cancellationToken),
        FaultKind.PostgresqlRestart => _servers.RestartPostgreSqlAsync(cancellationToken),
        FaultKind.PostgresqlAway => _servers.TakePostgreSqlAwayAsync(cancellationToken),
        FaultKind.CommitCut => _servers.CutCommitsAsync(cancellationToken),
        FaultKind.DuplicateDelivery => _deliveries.DuplicateAsync(cancellationToken),
        FaultKind.ReorderedDelivery => _deliveries.ReorderAsync(cancellationToken),
        FaultKind.DelayedDelivery => _deliveries.DelayAsync(cancellationToken),
        FaultKind.PoisonMessage => Poison.StrikeAsync(cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Nobody knows how to do that."),
    };
}
