using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;
using Corporation.FleetChaos.Delegating;
using Corporation.FleetChaos.Running;
using Corporation.FleetChaos.Striking;
using Corporation.Hq.Auditing;
using Corporation.Sagas.Storage;
using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Opening;
using Corporation.SagaStore.Reading;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.FleetChaos.Judging;

/// <summary>Judges a run by the database: its own invariants, and what HQs had answered.</summary>
internal sealed class Judge(ChaosFleet fleet, SubmitLedger ledger, FaultLog log)
{
    private const string AllMissions = "select mission_id, current_state, coalesce(idempotency_key, '') from missions";
    private const string LateResults = "select count(*) from mission_events where event = 'late_result'";

    public async Task<Verdict> DecideAsync(IReadOnlyList<string> leftovers, CancellationToken cancellationToken)
    {
        var page = await CheckAsync(fleet.Database, cancellationToken);
        var stored = (await fleet.Store.AskAsync(AllMissions, row => new StoredMission(row.GetGuid(0), Enum.Parse<MissionLifeState>(row.GetString(1)), row.GetString(2)), cancellationToken))
            .ToDictionary(mission => mission.Id);
        var account = Account.Of(ledger, stored);
        var times = await RequeueTimes.ReadAsync(fleet.Store, log.Deaths, cancellationToken);
        var missing = Enum.GetValues<FaultKind>().Where(kind => log.Count(kind) == 0).Select(kind => $"no fault of kind {kind} could be made").ToList();

        return new Verdict
        {
            Submitted = account.Accepted,
            Terminal = account.Terminal,
            Lost = account.Gone + CountOf(page, InvariantNames.Lost, InvariantNames.Stuck),
            DoubleRecorded = account.Doubled + CountOf(page, InvariantNames.DoubleRecorded, InvariantNames.StaleRecorded),
            OverlappingClaims = CountOf(page, InvariantNames.OverlappingClaims),
            Faults = Enum.GetValues<FaultKind>().ToDictionary(kind => kind, log.Count),
            CrashToRequeueP99 = RequeueTimes.Percentile(times, 99),
            Requeues = times.Count,
            LateResults = (await fleet.Store.AskAsync(LateResults, row => row.GetInt64(0), cancellationToken))[0],
            Seconds = log.Seconds,
            Broken = [.. log.Complaints, .. missing, .. leftovers, .. account.Broken, .. Describe(page)],
        };
    }

    /// <summary>The same check that <c>corp doctor --invariants</c> asks an HQ for.</summary>
    public static async Task<InvariantPage> CheckAsync(string database, CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection()
            .AddPostgreSqlStore<SharedMissionsDbContext>(options =>
            {
                options.ConnectionString = database;
                options.Schema = StoreSchema.Require;
            })
            .BuildServiceProvider();
        await services.GetRequiredService<IStoreStartup>().PrepareAsync(cancellationToken);
        return await new InvariantChecker(services.GetRequiredService<IStoreReader>())
            .CheckAsync(Guid.Empty, int.MaxValue, TimeSpan.FromMinutes(1), cancellationToken);
    }

    private static long CountOf(InvariantPage page, params string[] invariants) =>
        page.Violations.Where(violation => invariants.Contains(violation.Invariant)).Sum(violation => violation.Count);

    private static IEnumerable<string> Describe(InvariantPage page) => page.Violations.SelectMany(violation => violation.Breaches
        .Select(breach => $"{violation.Invariant}: {breach.JobId} {breach.Detail}")
        .Append(violation.Count > violation.Breaches.Count ? $"{violation.Invariant}: {violation.Count} in all" : ""))
        .Where(line => line.Length > 0);
}
