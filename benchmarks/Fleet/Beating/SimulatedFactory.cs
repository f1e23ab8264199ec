using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Corporation.Contracts.Announcing;
using Corporation.Contracts.Claiming;
using Corporation.Contracts.Fleet;
using Corporation.Contracts.Leasing;

namespace Corporation.FleetBench.Beating;

/// <summary>What HQ sees of a factory: it announces itself, beats every minute, claims, and renews its leases every ten seconds. It runs nothing.</summary>
internal sealed class SimulatedFactory(string id, int slots, SimulatedBus bus)
{
    public const string Kind = "bench_hold";

    private static readonly TimeSpan BeatInterval = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RenewInterval = TimeSpan.FromSeconds(10);
    private static readonly JsonElement AnyObject = JsonElement.Parse("""{"type":"object"}""");

    private readonly ConcurrentDictionary<Guid, HeldClaim> _claims = new();
    private readonly long _epoch = Stopwatch.GetTimestamp();
    private int _taken;
    private long _beats;

    public int Held => _claims.Count;

    public IEnumerable<Guid> Missions => _claims.Keys;

    public bool TryTake()
    {
        if (Interlocked.Increment(ref _taken) <= slots)
            return true;
        Interlocked.Decrement(ref _taken);
        return false;
    }

    public async Task<bool> ClaimAsync(Guid missionId, int attempt, CancellationToken cancellationToken)
    {
        var granted = await bus.ClaimAsync(new ClaimMission { MissionId = missionId, Attempt = attempt, FactoryId = id, Epoch = _epoch }, cancellationToken);
        if (granted is null)
        {
            Interlocked.Decrement(ref _taken);
            return false;
        }

        _claims[missionId] = new HeldClaim(missionId, granted.ClaimToken);
        await bus.TellStartedAsync(missionId, granted.ClaimToken, cancellationToken);
        return true;
    }

    public async Task LiveAsync(double phase, CancellationToken killed)
    {
        try
        {
            await bus.AskAsync<AnnounceFactory, FactoryAccepted>(
                new AnnounceFactory { FactoryId = id, Epoch = _epoch, Role = "LOCAL_WORKER", Version = "bench", Kinds = [Announcement()] }, killed);
            await Task.WhenAll(
                RepeatAsync(BeatInterval, phase, BeatAsync, killed),
                RepeatAsync(RenewInterval, phase, RenewAsync, killed));
        }
        catch (OperationCanceledException) when (killed.IsCancellationRequested)
        {
            // Killed.
        }
    }

    private static async Task RepeatAsync(TimeSpan interval, double phase, Func<CancellationToken, Task> act, CancellationToken killed)
    {
        await Task.Delay(interval * phase, TimeProvider.System, killed);
        using var timer = new PeriodicTimer(interval, TimeProvider.System);
        do
            await act(killed);
        while (await timer.WaitForNextTickAsync(killed));
    }

    // Its own queue is not read: what is measured is HQ, and five hundred readers in one process would be what is measured instead.
    private Task BeatAsync(CancellationToken killed)
    {
        var number = ++_beats;
        return bus.MeasureAsync(() => bus.AskAsync<FactoryHeartbeat, HeartbeatHeard>(
            new FactoryHeartbeat
            {
                FactoryId = id,
                Epoch = _epoch,
                Sequence = number,
                Cause = number == 1 ? HeartbeatCause.Start : HeartbeatCause.Interval,
                IntervalSeconds = BeatInterval.TotalSeconds,
                Role = "LOCAL_WORKER",
                DeploymentProfile = "vps",
                Version = "bench",
                Host = new HostFacts { Name = id, Os = "Linux", Architecture = "x64", Cores = 8, MemoryBytes = 1L << 34, ProcessId = 1, UptimeSeconds = 60 * number },
                Labels = new Dictionary<string, string> { ["os"] = "linux", ["memory_gb"] = "16" },
                Kinds = [Announcement()],
                Running = [.. _claims.Keys.Select(static mission => new RunningAttempt { MissionId = mission, MissionKind = Kind, Attempt = 1, ElapsedSeconds = 1, Percent = 50 })],
                Mode = FactoryMode.Active,
                ProbeHeard = number,
            },
            killed));
    }

    private Task RenewAsync(CancellationToken killed)
    {
        HeldClaim[] claims = [.. _claims.Values];
        return claims.Length == 0
            ? Task.CompletedTask
            : bus.MeasureAsync(() => bus.AskAsync<RenewLeases, LeasesRenewed>(new RenewLeases { FactoryId = id, Epoch = _epoch, Claims = claims }, killed));
    }

    private KindAnnouncement Announcement() => new()
    {
        MissionKind = Kind,
        Description = "Holds a slot.",
        Slots = slots,
        TimeoutSeconds = 3600,
        MaxRetries = 10,
        RetryDelaySeconds = 0,
        InputSchema = AnyObject,
        ResultSchema = AnyObject,
    };
}
